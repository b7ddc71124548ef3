# What is selected has one, too.
let set = builtins.mapAttrs (name: n: n / 0) { a = 1; }; in set.a < 2
