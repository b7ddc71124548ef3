# builtins.storePath of what is no store path.
builtins.storePath "/nix/store/short"
