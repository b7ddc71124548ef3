# A hash of an algorithm behind a feature.
builtins.convertHash { hash = "blake3-rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI="; toHashFormat = "base16"; }
