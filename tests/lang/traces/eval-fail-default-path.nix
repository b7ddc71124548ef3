# The attributes on the way show, with a default too.
let
  set.outer = { inner = throw "no value"; };
in
set.outer.inner.rest or 1
