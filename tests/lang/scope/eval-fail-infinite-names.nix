# Attribute names that depend on the set.
let s = { ${s.n} = 1; n = "x"; }; in s
