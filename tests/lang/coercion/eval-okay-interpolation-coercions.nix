# What may be interpolated or added to a string without toString.
{
  string = "${"a"}";
  setOutPath = "${{ outPath = "p"; }}";
  setOutPathSet = "${{ outPath = { outPath = "deep"; }; }}";
  setToString = "${{ __toString = self: "t"; }}";
  derivationLike = "${{ type = "derivation"; outPath = "/x"; }}";
  plusChain = "a" + { outPath = "b"; } + "c";
  stringPlusToString = "a" + { __toString = s: "b"; };
  pathPlusSet = /a + { __toString = s: "b"; };
  pathPlusOutPath = /a + { outPath = "/b/../c"; };
  attrNameFromString = { ${"a" + "b"} = 1; };
  readOfSet = builtins.pathExists { outPath = "/nonexistent-aionix"; };
  baseName = baseNameOf { outPath = /a/b; };
}
