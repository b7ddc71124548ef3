# Base 32 has a few bits to spare; they must be zero.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "sha256:zmdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"; }).drvPath
