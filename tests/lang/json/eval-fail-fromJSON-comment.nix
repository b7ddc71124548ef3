# builtins.fromJSON with a comment.
builtins.fromJSON "1 // one"
