# builtins.genericClosure with an element that throws.
builtins.genericClosure { startSet = [ { key = 1; } ]; operator = x: [ (throw "element") ]; }
