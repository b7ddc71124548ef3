# What was forced on the way is printed as its value.
let x = 1 + 1; y = { a = 2 + 2; b = 3 + 3; }; in builtins.seq x (builtins.seq y.a [ x y (4 + 4) ])
