# builtins.ceil of an integer that a double can't hold.
builtins.ceil 9007199254740993
