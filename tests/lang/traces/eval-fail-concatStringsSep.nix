# Frames through concatStringsSep.
builtins.concatStringsSep "," (map (x: if x > 1 then throw "element ${toString x}" else "x") [ 1 2 ])
