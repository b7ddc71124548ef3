# Frames through listToAttrs.
builtins.listToAttrs (map (n: { name = n; value = 1; }) [ "a" 2 ])
