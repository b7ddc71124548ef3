# An algorithm behind a feature, asked for.
builtins.convertHash { hash = "rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI="; hashAlgo = "blake3"; toHashFormat = "base16"; }
