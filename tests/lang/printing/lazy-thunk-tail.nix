# The result itself is always forced, its parts not.
let f = x: { inherit x; y = [ x ]; }; in f (1 + 1)
