# builtins.floor of an integer that a double can't hold.
builtins.floor (-9007199254740993)
