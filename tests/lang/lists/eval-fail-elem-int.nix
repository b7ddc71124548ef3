# builtins.elem in no list.
builtins.elem 1 2
