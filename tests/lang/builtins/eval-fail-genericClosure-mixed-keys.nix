# builtins.genericClosure with keys that can't be compared.
builtins.genericClosure { startSet = [ { key = 1; } { key = "a"; } ]; operator = x: [ ]; }
