# The file's name needs its content.
let s = { a = builtins.readFile s.a; }; in s.a
