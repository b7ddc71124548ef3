# builtins.ceil of the greatest integer.
builtins.ceil 9223372036854775807
