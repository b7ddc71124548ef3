# Values nested in values that were forced.
builtins.deepSeq 1 { a = { b = { c = 1; }; }; l = [ [ 1 ] ]; }
