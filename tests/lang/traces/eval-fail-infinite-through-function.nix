# Infinite recursion through functions and attributes.
let
  fix = f: let self = f self; in self;
in
(fix (self: { a = self.b; b = self.c + 1; c = self.a; })).a
