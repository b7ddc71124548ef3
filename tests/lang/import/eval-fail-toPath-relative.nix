# builtins.toPath of a relative path.
builtins.toPath "a/b"
