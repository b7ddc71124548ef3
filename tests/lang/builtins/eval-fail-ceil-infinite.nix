# builtins.ceil of infinity.
builtins.ceil (1.0e308 * 10)
