# What is no function, found by a name bound to a builtin.
let inherit (builtins) langVersion; in langVersion 1
