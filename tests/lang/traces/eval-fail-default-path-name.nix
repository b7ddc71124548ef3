# A name that fails in a path with a default.
let
  set.outer = { inner = 1; };
in
set.outer.${throw "no name"}.rest or 1
