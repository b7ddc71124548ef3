# A hash of another algorithm than stated.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "md5:d41d8cd98f00b204e9800998ecf8427e"; outputHashAlgo = "sha1"; }).drvPath
