# builtins.elemAt of no list.
builtins.elemAt { } 0
