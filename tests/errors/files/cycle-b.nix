{ a = (import ./cycle-a.nix).b; }
