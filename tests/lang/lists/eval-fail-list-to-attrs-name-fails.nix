builtins.listToAttrs (builtins.map (n: { name = n; value = 1; }) [ "a" (throw "b") ])
