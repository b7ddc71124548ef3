# Frames through concatMap.
builtins.concatMap (x: if x == 2 then null else [ x ]) [ 1 2 ]
