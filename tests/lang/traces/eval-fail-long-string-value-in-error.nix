# Long strings as values in messages are cut.
[ (builtins.concatStringsSep "" (builtins.genList (x: "0123456789") 300)) ] < 1
