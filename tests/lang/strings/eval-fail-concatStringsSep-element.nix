# builtins.concatStringsSep over an integer.
builtins.concatStringsSep "," [ "a" 1 ]
