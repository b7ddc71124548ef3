# Another store directory: all paths are others, placeholders of outputs the same.
let
  make = attrs: derivation ({ name = "a"; builder = "b"; system = "s"; } // attrs);
  d = make { x = ./tree; y = builtins.toFile "a" "${builtins.toFile "b" ""}"; };
  hash = { outputHash = builtins.hashString "sha256" ""; outputHashAlgo = "sha256"; };
in
[
  builtins.storeDir
  d.drvPath
  d.outPath
  (builtins.getContext "${d}${d.drvPath}")
  (map (mode: (make (hash // { outputHashMode = mode; })).outPath) [ "flat" "recursive" "text" ])
  (make { __contentAddressed = true; }).outPath
  (builtins.placeholder "out")
  (builtins.getContext (builtins.appendContext "" { ${builtins.unsafeDiscardStringContext d.drvPath}.path = true; }))
  (builtins.storePath (builtins.unsafeDiscardStringContext d.outPath + "/bin"))
]
