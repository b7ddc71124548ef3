# builtins.concatMap over no list.
builtins.concatMap (x: [ x ]) "abc"
