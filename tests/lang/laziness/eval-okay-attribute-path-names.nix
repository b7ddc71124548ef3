# A name in an attribute path is evaluated only where the names before it were found.
let
  name = "b";
  set = { a.b.c = 1; };
in
[
  ({ }.a.${throw "unused"} or "default")
  ({ a = 1; }.b.${throw "unused"}.c or "default")
  ({ } ? a.${throw "unused"})
  ({ a = 1; } ? b.c.${throw "unused"})
  (set.a.${name}.c or "default")
  (set.a.${name}.d or "default")
  (set.a.${name}.c.d or "default")
  (set.${set.x.y or "a"}.${name}.c)
  (set ? a.${name}.c)
  (set ? a.${name}.c.d)
  (set ? a.${name + "x"}.c)
]
