# builtins.elemAt with a float.
builtins.elemAt [ 1 2 ] 1.0
