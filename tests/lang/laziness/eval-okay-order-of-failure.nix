# Which of two failures comes first.
let
  first = e: (builtins.tryEval e).success;
in {
  # each operand that must not be reached aborts
  plus = first (throw "x" + abort "y");
  minus = first (throw "x" - abort "y");
  less = first (throw "x" < abort "y");
  greater = first (abort "y" > throw "x");
  lessEqual = first (abort "y" <= throw "x");
  greaterEqual = first (throw "x" >= abort "y");
  and = first (throw "x" && abort "y");
  or = first (throw "x" || abort "y");
  impl = first (throw "x" -> abort "y");
  equal = first (throw "x" == abort "y");
  concat = first (throw "x" ++ abort "y");
  update = first (abort "y" // throw "x");
  select = first ((throw "x").${abort "y"});
  call = first ((throw "x") (abort "y"));
  interpolation = first "${throw "x"}${abort "y"}";
  ifThen = first (if throw "x" then abort "y" else abort "z");
  assertion = first (assert throw "x"; abort "y");
  seq = first (builtins.seq (throw "x") (abort "y"));
  elemAt = first (builtins.elemAt (abort "y") (throw "x"));
  foldl = first (builtins.foldl' (throw "x") (abort "y") (abort "z"));
  foldlList = first (builtins.foldl' (a: b: a) (abort "y") (throw "x"));
  map = first (map (abort "y") (throw "x"));
  filter = first (builtins.filter (abort "y") (throw "x"));
  sort = first (builtins.sort (abort "y") (throw "x"));
  all = first (builtins.all (throw "x") (abort "y"));
  genList = first (builtins.genList (abort "y") (throw "x"));
  elem = first (builtins.elem (abort "y") (throw "x"));
  substring = first (builtins.substring (throw "x") (abort "y") (abort "z"));
  replaceStrings = first (builtins.replaceStrings (throw "x") (abort "y") (abort "z"));
  getAttr = first (builtins.getAttr (throw "x") (abort "y"));
  hasAttr = first (builtins.hasAttr (throw "x") (abort "y"));
  intersectAttrs = first (builtins.intersectAttrs (throw "x") (abort "y"));
  removeAttrs = first (removeAttrs (throw "x") (abort "y"));
  concatStringsSep = first (builtins.concatStringsSep (throw "x") (abort "y"));
  match = first (builtins.match (throw "x") (abort "y"));
  hashString = first (builtins.hashString (throw "x") (abort "y"));
  mapAttrs = first (builtins.mapAttrs (abort "y") (throw "x"));
  compareVersions = first (builtins.compareVersions (throw "x") (abort "y"));
  pathPlus = first (/a + throw "x" + abort "y");
}
