# builtins.parseFlakeRef without the experimental feature.
builtins.parseFlakeRef "github:a/b"
