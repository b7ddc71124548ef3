# A name that fails: the trace tells of the pair and of the call, once.
builtins.listToAttrs (builtins.map (n: { name = n; value = 1; }) [ "a" (throw "b") ])
