# builtins.ceil of not-a-number.
builtins.ceil ((1.0e308 * 10) - (1.0e308 * 10))
