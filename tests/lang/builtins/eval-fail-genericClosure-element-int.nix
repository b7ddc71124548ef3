# builtins.genericClosure with an element that is no set.
builtins.genericClosure { startSet = [ 1 ]; operator = x: [ ]; }
