{ b = (import ./cycle-b.nix).a; }
