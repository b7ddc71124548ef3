# A set whose shape depends on itself.
let s = s // { a = 1; }; in s.a
