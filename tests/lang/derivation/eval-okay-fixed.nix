# Fixed outputs: methods, algorithms and notations of the hash.
let
  sha256 = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  make = attrs: derivation ({ name = "a"; builder = "/bin/sh"; system = "x"; } // attrs);
  show = attrs: let d = make attrs; in [ d.drvPath d.outPath ];
  fixed = make { outputHash = sha256; };
in
map show [
  { outputHash = sha256; }
  { outputHash = sha256; outputHashAlgo = "sha256"; outputHashMode = "flat"; }
  { outputHash = sha256; outputHashMode = "recursive"; }
  { outputHash = sha256; outputHashMode = "nar"; }
  { outputHash = "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"; outputHashAlgo = "sha256"; }
  { outputHash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; outputHashAlgo = "sha256"; }
  { outputHash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; }
  { outputHash = "d41d8cd98f00b204e9800998ecf8427e"; outputHashAlgo = "md5"; }
  { outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709"; outputHashAlgo = "sha1"; outputHashMode = "recursive"; }
  { outputHash = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="; }
  { outputHash = sha256; outputHashAlgo = null; }
  { outputHash = sha256; outputHashAlgo = "no such"; }
  { outputHash = sha256; dep = make { name = "dep"; }; }
  { name = "user"; inherit fixed; }
  { name = "user"; fixed = make { outputHash = sha256; comment = "made differently"; }; }
]
