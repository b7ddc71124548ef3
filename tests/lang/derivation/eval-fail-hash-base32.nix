# A digit that Nix does without.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9ce3"; }).drvPath
