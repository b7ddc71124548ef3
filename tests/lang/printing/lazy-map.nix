# map and mapAttrs make thunks.
{ m = map (x: x) [ 1 2 ]; a = builtins.mapAttrs (n: v: v) { x = 1; }; }.m
