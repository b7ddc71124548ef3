# builtins.genericClosure with an element without key.
builtins.genericClosure { startSet = [ { kez = 1; } ]; operator = x: [ ]; }
