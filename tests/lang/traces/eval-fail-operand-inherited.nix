# What is inherited from a set is selected, with a place, wherever it is needed.
let set = builtins.mapAttrs (name: n: n / 0) { a = 1; }; inherit (set) a; in a < 2
