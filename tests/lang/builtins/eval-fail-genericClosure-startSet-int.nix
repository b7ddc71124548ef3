# builtins.genericClosure with a startSet that is no list.
builtins.genericClosure { startSet = 1; operator = x: [ ]; }
