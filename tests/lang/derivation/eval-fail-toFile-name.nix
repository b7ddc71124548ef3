# A text with an illegal name.
builtins.toFile "a b" ""
