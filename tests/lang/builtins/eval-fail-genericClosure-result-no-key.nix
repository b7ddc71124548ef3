# builtins.genericClosure with an operator that returns an element without key.
builtins.genericClosure { startSet = [ { key = 1; } ]; operator = x: [ { } ]; }
