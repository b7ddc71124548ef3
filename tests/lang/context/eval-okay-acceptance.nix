# Which builtins accept a string with context, and what becomes of it.
with builtins;
let
  c = t: appendContext t { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; };
  has = hasContext;
in {
  hashString = hashString "md5" (c "a");
  stringLength = stringLength (c "abc");
  matchSubject = match "a" (c "a");
  splitSubject = split "," (c "a,b");
  replaceFrom = has (replaceStrings [ (c "a") ] [ "b" ] "a");
  replaceFromText = replaceStrings [ (c "a") ] [ "b" ] "a";
  equality = c "a" == "a";
  order = c "a" < c "b";
  compare = lessThan (c "a") "b";
  sorted = map has (sort lessThan [ (c "b") "a" ]);
  elem = elem "a" [ (c "a") ];
  groupMembers = has (head (groupBy (x: "g") [ (c "a") ]).g);
  typeOf = typeOf (c "a");
  pathExists = pathExists "/";
  seq = has (seq 1 (c "a"));
  trace = has (trace (c "traced") (c "a"));
  attrValue = has { a = c "a"; }.a;
  interpolationOfTwo = attrNames (getContext "${c "a"}${c "b"}");
  indented = has ''x${c "a"}'';
  baseName = baseNameOf (c "/x/y");
  key = map (x: has x.key) (genericClosure { startSet = [ { key = c "a"; } { key = "a"; } ]; operator = x: [ ]; });
}
