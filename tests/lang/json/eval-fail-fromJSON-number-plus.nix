# builtins.fromJSON of a number with a plus sign.
builtins.fromJSON "+1"
