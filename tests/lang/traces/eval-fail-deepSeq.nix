# Frames through deepSeq.
builtins.deepSeq { a.b = [ 1 { c = throw "inside"; } ]; } 1
