# builtins.path takes SHA-256 only.
builtins.path { path = ./data; sha256 = "blake3-rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI="; }
