# builtins.sort with a comparator of one argument.
builtins.sort (a: true) [ 2 1 ]
