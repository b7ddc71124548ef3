# builtins.flakeRefToString without type.
builtins.flakeRefToString { owner = "a"; repo = "b"; }
