# Long strings as values in messages are cut.
let v = [ (builtins.concatStringsSep "" (builtins.genList (x: "0123456789") 300)) ]; in builtins.deepSeq v (v < 1)
