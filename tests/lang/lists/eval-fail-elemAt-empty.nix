# builtins.elemAt of an empty list.
builtins.elemAt [ ] 0
