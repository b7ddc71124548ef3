# builtins.concatLists over an element that is no list.
builtins.concatLists [ [ 1 ] 2 ]
