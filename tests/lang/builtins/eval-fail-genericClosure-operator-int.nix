# builtins.genericClosure with an operator that is no function.
builtins.genericClosure { startSet = [ { key = 1; } ]; operator = 1; }
