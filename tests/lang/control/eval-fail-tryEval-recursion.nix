# tryEval does not catch infinite recursion.
let x = x; in builtins.tryEval x
