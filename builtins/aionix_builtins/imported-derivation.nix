# What `import` makes of a store derivation: a set per output, as `derivation` would give,
# without the attributes that it was made from.
read@{ drvPath, name, outputs, ... }:
let
  sets = map (output: { name = output; value = setFor output; }) outputs;
  shared = builtins.listToAttrs sets // {
    inherit drvPath name;
    all = map (one: one.value) sets;
    type = "derivation";
  };
  setFor = output: shared // {
    outputName = output;
    outPath = builtins.getAttr output read;
  };
in
(builtins.head sets).value
