# builtins.sort with a comparator that throws.
builtins.sort (a: b: throw "comparing") [ 2 1 ]
