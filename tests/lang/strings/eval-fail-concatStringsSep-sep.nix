# builtins.concatStringsSep with a separator that is no string.
builtins.concatStringsSep 1 [ "a" ]
