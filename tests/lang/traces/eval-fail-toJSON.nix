# Frames through toJSON.
builtins.toJSON { a.b = [ 1 { c = throw "inside"; } ]; }
