# Inherited attributes without --strict.
let a = 1; b = 1 + 1; s = { c = 3; d = 3 + 3; }; in { inherit a b; inherit (s) c d; }
