# String context without a store: appendContext, getContext, hasContext, unsafeDiscardStringContext.
with builtins;
let
  a = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a";
  d = a + ".drv";
  plain = appendContext "p" { ${a} = { path = true; }; };
  out = appendContext "o" { ${d} = { outputs = [ "out" "dev" ]; }; };
  whole = appendContext "w" { ${d} = { allOutputs = true; }; };
in {
  none = getContext "x";
  plain = getContext plain;
  out = getContext out;
  whole = getContext whole;
  merged = getContext (plain + out + whole);
  has = map hasContext [ "x" plain out whole (plain + "") "${plain}" ];
  discard = getContext (unsafeDiscardStringContext (plain + out));
  appendTwice = getContext (appendContext plain { ${d} = { outputs = [ "lib" ]; }; });
  appendMerges = getContext (appendContext out { ${d} = { outputs = [ "dev" "bin" ]; path = true; }; });
  appendNothing = getContext (appendContext plain { });
  emptyValue = getContext (appendContext "x" { ${a} = { }; });
  falseValue = getContext (appendContext "x" { ${a} = { path = false; }; });
  emptyOutputs = getContext (appendContext "x" { ${d} = { outputs = [ ]; }; });
  falseAll = getContext (appendContext "x" { ${d} = { allOutputs = false; }; });
  equality = plain == "p" && plain == unsafeDiscardStringContext plain;
  text = [ plain out whole ];
  discardDependency = getContext (unsafeDiscardOutputDependency (whole + plain));
  addDependency = getContext (addDrvOutputDependencies (appendContext "x" { ${d} = { path = true; }; }));
  textIsNotContext = getContext a;
  concatSep = getContext (concatStringsSep plain [ "a" out ]);
  sorted = attrNames (getContext (appendContext "x" { "${a}z" = { path = true; }; ${a} = { path = true; }; }));
  outputOrder = (getContext (appendContext "x" { ${d} = { outputs = [ "z" "a" "z" "m" ]; }; })).${d}.outputs;
}
