# tryEval does not catch a missing file.
builtins.tryEval (import ./data/does-not-exist.nix)
