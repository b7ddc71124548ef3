# builtins.findFile without a match.
builtins.findFile [ { prefix = "a"; path = "/nonexistent"; } ] "b"
