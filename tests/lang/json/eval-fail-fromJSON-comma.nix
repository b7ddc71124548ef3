# builtins.fromJSON with a trailing comma.
builtins.fromJSON "[1,]"
