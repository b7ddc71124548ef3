# Long strings in messages.
1 + (builtins.concatStringsSep "" (builtins.genList (x: "0123456789") 30))
