# builtins.concatStringsSep over no list.
builtins.concatStringsSep "," "abc"
