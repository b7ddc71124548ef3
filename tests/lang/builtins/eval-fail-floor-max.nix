# builtins.floor of the greatest integer.
builtins.floor 9223372036854775807
