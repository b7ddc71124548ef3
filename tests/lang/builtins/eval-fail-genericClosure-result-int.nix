# builtins.genericClosure with an operator that returns no list.
builtins.genericClosure { startSet = [ { key = 1; } ]; operator = x: 1; }
