# Merged sets know the place of each attribute, whichever side it comes from.
let m = builtins.mapAttrs (n: v: v); p = n: s: builtins.unsafeGetAttrPos n s == null;
in [ (p "a" ({ a = 1; } // ((m { a = 2; }) // { b = 3; })))  (p "a" ((m { a = 2; }) // { b = 3; } // { a = 1; }))
 (p "a" ({ a = 1; b = 2; } // (m { b = 2; } // { a = 3; } // m { a = 1; })))
 (p "b" ({ a = 1; b = 2; } // (removeAttrs ({ b = 2; } // { a = 3; }) [ "b" ]))) ]
