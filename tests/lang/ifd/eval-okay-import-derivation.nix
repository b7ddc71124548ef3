# A derivation's file, imported, is a set like that of `derivation`.
let
  made = derivation { name = "made"; builder = "b"; system = "s"; outputs = [ "out" "dev" ]; };
  read = import made.drvPath;
  scoped = builtins.scopedImport { x = 1; } made.drvPath;
in
{
  names = builtins.attrNames read;
  same = map (name: read.${name} == made.${name}) [ "drvPath" "outPath" "name" "type" "outputName" ];
  dev = read.dev.outPath == made.dev.outPath;
  contexts = map builtins.getContext [ read.outPath read.dev.outPath read.drvPath ];
  all = map (one: one.outputName) read.all;
  scoped = scoped.outPath == made.outPath;
  user = (derivation { name = "u"; builder = read; system = "s"; }).drvPath
    == (derivation { name = "u"; builder = made; system = "s"; }).drvPath;
  inherit read;
}
