# Structured attributes warn of checks that they replace.
(derivation {
  name = "a"; builder = "b"; system = "s"; __structuredAttrs = true;
  allowedReferences = [ ]; allowedRequisites = [ ]; disallowedReferences = [ ];
  disallowedRequisites = [ ]; maxSize = 1; maxClosureSize = 2;
}).drvPath
