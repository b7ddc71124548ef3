# builtins.genericClosure without operator.
builtins.genericClosure { startSet = [ { key = 1; } ]; }
