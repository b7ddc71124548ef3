# Each element before is fine.
builtins.foldl' (a: b: b) 0 (builtins.genList (x: x + 9223372036854775000) 2000)
