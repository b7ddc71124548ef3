# builtins.foldl' over nothing returns the initial value.
builtins.foldl' (a: b: a) (throw "initial") [ ]
