# builtins.genericClosure with an operator that throws.
builtins.genericClosure { startSet = [ { key = 1; } ]; operator = x: throw "operator"; }
