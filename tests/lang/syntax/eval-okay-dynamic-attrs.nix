# Dynamic attribute names: in sets, selections, tests and paths; null leaves an attribute out.
let n = "name"; in {
  simple = { ${n} = 1; };
  interpolated = { "a${n}b" = 1; };
  nested = { a.${n}.b = 1; };
  quotedStatic = { "x y" = 1; "" = 2; "if" = 3; "1" = 4; };
  nullLeavesOut = { ${null} = throw "never"; a = 1; };
  nullNested = { a.${null} = throw "never"; };
  nullInPath = { ${null}.b.c = throw "never"; };
  inRec = rec { ${n} = a; a = 2; };
  recDoesNotSeeDynamic = let name = "outer"; in rec { ${n} = "inner"; got = name; };
  select = { name = 5; }.${n};
  selectQuoted = { name = 5; }."${n}";
  has = { name = 5; } ? ${n};
  hasNot = { } ? ${n};
  hasPath = { name.name = 5; } ? ${n}.${n};
  staticInterpolation = let ${"a"} = 1; "b" = 2; in a + b;
  inheritQuoted = let a = 1; in { inherit "a"; };
  inheritFromQuoted = { inherit ({ a = 1; "b c" = 2; }) "a" "b c" ${"d"}; }.a or 0;
  computedOnce = builtins.attrNames { ${builtins.concatStringsSep "" [ "a" "b" ]} = 1; ${"c" + "d"} = 2; };
  withToString = { ${{ __toString = self: "ts"; } + ""} = 1; };
}
