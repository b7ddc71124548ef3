# scopedImport: names in the set come before the globals; evaluated every time.
{
  scope = scopedImport { a = 1; b = 2; } ./data/wants-a-b.nix;
  shadowsGlobals = scopedImport { a = 1; b = 2; builtins = { length = "shadowed"; }; } ./data/wants-a-b.nix;
  builtinsRemain = scopedImport { } ./data/value.nix;
  lazyScope = scopedImport { a = 1; b = throw "lazy"; } ./data/wants-a.nix;
  importShadowed = scopedImport { import = 5; } ./data/globals.nix;
  operatorsShadowed = scopedImport { __sub = a: b: "mine"; number = 1; } ../traces/data/scoped.nix;
  notCached = [ (scopedImport { } ./data/traced.nix) (scopedImport { } ./data/traced.nix) ];
  directory = scopedImport { } ./data/sub;
}
