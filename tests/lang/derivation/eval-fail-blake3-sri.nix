# An algorithm behind a feature, named by the hash.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "blake3-rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI="; }).drvPath
