# The values that builtins put into sets.
with builtins;
tryEval 1 // parseDrvName "a-1" // functionArgs ({ fa, fb ? 1 }: 1) // partition (x: x) [ true ] // groupBy (x: x) [ "g" ]
// mapAttrs (n: v: v) { m = 1; } // listToAttrs [ { name = "l"; value = 1; } ] // intersectAttrs { i = 0; } { i = 1; j = 2; }
// removeAttrs { r = 1; q = 2; } [ "q" ] // zipAttrsWith (n: v: v) [ { z = 1; } ] // fromTOML "t = [ 1 ]" // unsafeGetAttrPos "a" { a = 1; }
