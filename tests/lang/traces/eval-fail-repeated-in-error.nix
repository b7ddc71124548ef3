# A shared value in a message.
let s = { a = 1; }; v = [ s s { inherit s; } ]; in builtins.deepSeq v (v < 1)
