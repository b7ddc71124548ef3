# The same set twice.
let s = { a = 1; }; in builtins.deepSeq [ s s ] [ s s ]
