# Floating and impure outputs, and what depends on them.
let
  make = attrs: derivation ({ name = "a"; builder = "b"; system = "s"; } // attrs);
  show = d: [ d.drvPath (map (o: o.outPath) d.all) ];
  ca = make { __contentAddressed = true; outputs = [ "out" "dev" ]; };
in
map show [
  ca
  (make { __contentAddressed = true; outputHashAlgo = "sha512"; outputHashMode = "flat"; })
  (make { __impure = true; })
  (make { name = "b"; x = ca; })
  (make { name = "b"; x = make { name = "c"; x = ca.dev; }; outputs = [ "out" "bin" ]; })
  (make { name = "b"; x = ca; __contentAddressed = true; })
  (make { name = "b"; x = ca; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; })
  (make { outputHashMode = "git"; outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709"; outputHashAlgo = "sha1"; })
  (make { outputHash = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"; outputHashAlgo = "blake3"; })
]
