a: b: [ (a ? b) (a ? b.c) (a ? "b") (a ? "b c".d) (a ? ${b}) (a ? "x${b}") (a ? b ? c) (a b ? c) ({ } // { } ? a) (a ? or) ]
