# What derivation gives.
let d = derivation { name = "a"; builder = "b"; system = "s"; outputs = [ "x" "y" ]; extra = "e"; }; in
[
  (builtins.attrNames d)
  (builtins.attrNames d.drvAttrs)
  (d.type + d.outputName + d.y.outputName)
  (d.x == d && d.y != d && d.all == [ d.x d.y ])
  (builtins.functionArgs derivation)
  (builtins.typeOf derivation)
  (derivation == derivation)
  (builtins.unsafeGetAttrPos "outPath" d).file
  (builtins.unsafeGetAttrPos "all" d).file
  ((derivation { name = "lazy"; builder = throw "never"; }).name)
]
