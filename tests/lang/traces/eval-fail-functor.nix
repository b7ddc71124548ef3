# Frames of a functor.
let
  callable = { __functor = self: x: self.table.${x}; table = { }; };
in
callable "key"
