# builtins.genericClosure with a key that throws.
builtins.genericClosure { startSet = [ { key = throw "key"; } ]; operator = x: [ ]; }
