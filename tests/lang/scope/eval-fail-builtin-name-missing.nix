# `inherit (builtins)` of what is not there.
let inherit (builtins) nothing; in 1 + nothing 2
