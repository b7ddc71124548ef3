# builtins.fromJSON with a key that is no string.
builtins.fromJSON "{a:1}"
