# builtins.genericClosure with keys that have no order.
builtins.genericClosure { startSet = [ { key = true; } { key = true; } ]; operator = x: [ ]; }
