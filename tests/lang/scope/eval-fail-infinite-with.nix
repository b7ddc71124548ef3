# `with` of the set being defined.
let s = with s; { inherit a; }; in s.a
