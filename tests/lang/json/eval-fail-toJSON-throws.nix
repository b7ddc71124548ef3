# builtins.toJSON of a list with an element that throws.
builtins.toJSON [ 1 (throw "element") ]
