import ./package.nix { lib = import ./lib; }
