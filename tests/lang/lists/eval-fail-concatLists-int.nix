# builtins.concatLists of an integer.
builtins.concatLists 1
