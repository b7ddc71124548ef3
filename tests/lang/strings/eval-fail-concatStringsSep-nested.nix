# builtins.concatStringsSep over a list within the list.
builtins.concatStringsSep "," [ [ "a" ] ]
