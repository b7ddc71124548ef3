# builtins.sort with a comparator that gives no boolean.
builtins.sort (a: b: 1) [ 2 1 ]
