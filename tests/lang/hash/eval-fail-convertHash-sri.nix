# builtins.convertHash of a bad SRI hash.
builtins.convertHash { hash = "sha256-xyz"; toHashFormat = "base16"; }
