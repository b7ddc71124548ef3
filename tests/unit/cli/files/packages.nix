# Derivations, and sets that look like some, to instantiate.
rec {
  make = name: derivation { inherit name; builder = "b"; system = "s"; };
  one = make "one";
  two = derivation { name = "two"; builder = "b"; system = "s"; outputs = [ "out" "dev" ]; };
  list = [ one two.dev [ one (make "three") ] { inherit one; four = make "four"; } two.dev ];
  nested = {
    recurseForDerivations = true;
    inner = make "inner";
    deeper = { recurseForDerivations = true; x = make "x"; number = 1; };
    hidden.y = throw "never";
    closed = { recurseForDerivations = false; z = throw "never"; };
    list = [ (throw "never") ];
    function = { a ? 1 }: throw "never";
  };
  combined = { _combineChannels = true; c = { q = make "q"; }; };
  function = { arg ? "default" }: make arg;
  needs = { arg }: make arg;
  functor = { __functor = self: { arg ? "called" }: make arg; };
  throwing = { a = one; b = throw "no b"; c = two; };
  names = { "a b" = throw "never"; "1x" = throw "never"; "" = throw "never"; _ok = one; x-y = two; };
  recurseThrows = { a = { recurseForDerivations = throw "recurse"; }; };
  recurseString = { a = { recurseForDerivations = "yes"; }; };
  typeThrows.a = { type = throw "type"; };
  lone = { type = "derivation"; };
  unnamed = { type = "derivation"; inherit (one) drvPath outputName; };
  misnamed = { type = "derivation"; name = 1; inherit (one) drvPath outputName; };
  pathless = { type = "derivation"; name = "x"; };
  elsewhere = { type = "derivation"; name = "x"; drvPath = "/etc/x.drv"; };
  relative = { type = "derivation"; name = "x"; drvPath = "x.drv"; };
  source = { type = "derivation"; name = "x"; drvPath = builtins.toFile "x" "y"; outputName = "out"; };
  pathThrows = { type = "derivation"; name = "x"; drvPath = throw "drvPath"; };
  numberPath = { type = "derivation"; name = "x"; drvPath = 1; };
  outputless = { type = "derivation"; name = "x"; inherit (one) drvPath; };
  emptyOutput = one // { outputName = ""; };
  otherOutput = one // { outputName = "other"; };
  numberOutput = one // { outputName = 1; };
  number = 1;
  fails = make (throw "in the derivation");
  failsDeep = derivation { name = "x"; builder = one; args = [ (throw "in an argument") ]; system = "s"; };
  traced = builtins.trace "tracing" (builtins.seq (builtins.warn "warning" 1) one);
  fixed = derivation { name = "fixed"; builder = "b"; system = "s"; outputHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; outputHashMode = "recursive"; };
  floating = derivation { name = "floating"; builder = "b"; system = "s"; __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; };
  structured = derivation { name = "structured"; builder = "b"; system = "s"; __structuredAttrs = true; list = [ 1 null { a = true; } ]; path = ./text; };
  user = derivation { name = "user"; builder = one; args = [ "${two.dev}" "é\n" ]; system = "s"; src = ./text; inherit fixed; };
}
