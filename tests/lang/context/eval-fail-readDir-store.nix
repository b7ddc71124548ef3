# The store is not listed, whatever it holds.
builtins.readDir /nix/store
