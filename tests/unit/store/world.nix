# Derivations of descriptions (see generated.py): `groups` is a list of lists of them.
# The result is a list for each group, with the drvPath and the output paths of each derivation.
{ groups, tree }:
let
  inherit (builtins) addDrvOutputDependencies convertHash elemAt foldl' hashString isAttrs isList;
  inherit (builtins) length map mapAttrs outputOf path removeAttrs substring toFile toString;
  inherit (builtins) unsafeDiscardOutputDependency unsafeDiscardStringContext;

  modulo = number: count: number - number / count * count;
  pick = list: index: elemAt list (modulo index (length list));
  paths = [ tree (tree + "/plain") (tree + "/run") (tree + "/link") (tree + "/sub") ];

  # A reference, where there is something to refer to.
  reference = use: made: v: if made == [ ] then "nothing" else use (pick made v.index) v;
  output = d: v: (pick d.all v.output).outPath;

  special = {
    set = reference (d: v: pick d.all v.output);
    output = reference output;
    whole = reference (d: v: d.drvPath);
    file = reference (d: v: unsafeDiscardOutputDependency d.drvPath);
    added = reference (d: v: addDrvOutputDependencies (unsafeDiscardOutputDependency d.drvPath));
    bare = reference (d: v: unsafeDiscardStringContext (output d v));
    dynamic = reference (d: v: outputOf (output d v) "out");
    path = made: v: pick paths v.index;
    filtered = made: v: path {
      path = pick paths v.index;
      name = "filtered";
      filter = path: type: type != "symlink";
    };
    toFile = made: v: toFile v.name "${v.text} ${pick paths v.path}";
    placeholder = made: v: placeholder v.output;
    toString = made: v: { __toString = self: string (decode made v.value); };
    outPath = made: v: { outPath = plain (decode made v.value); };
    callable = made: v: { __functor = self: x: x; outPath = plain (decode made v.value); };
    around = made: v: "${v.before}${string (decode made v.value)}${v.after}";
    start = made: v: substring 0 v.length (string (decode made v.value));
  };
  # Structured attributes have sets that can't be coerced to strings.
  plain = v:
    if isList v then map plain v
    else if isAttrs v && !(v ? outPath || v ? __toString) then "set"
    else v;
  # As the environment of a derivation has it.
  string = v:
    if isList v then builtins.concatStringsSep " " (map string v)
    else if builtins.isPath v then "${v}"
    else toString (plain v);

  decode = made: v:
    if isList v then map (decode made) v
    else if !isAttrs v then v
    else if v ? "$" then special.${v."$"} made v
    else mapAttrs (_: decode made) v;

  hash = algorithm: { text, notation, prefix }:
    let
      digits = convertHash {
        hash = hashString algorithm text;
        hashAlgo = algorithm;
        toHashFormat = notation;
      };
    in
    if prefix && notation != "sri" then "${algorithm}:${digits}" else digits;

  make = made: v:
    derivation (decode made (removeAttrs v [ "$hash" ])
      // (if v ? "$hash" then { outputHash = hash v.outputHashAlgo v."$hash"; } else { }));
  group = foldl' (made: v: made ++ [ (make made v) ]) [ ];
  show = d: map unsafeDiscardStringContext ([ d.drvPath ] ++ map (o: o.outPath) d.all);
in
map (g: map show (group g)) groups
