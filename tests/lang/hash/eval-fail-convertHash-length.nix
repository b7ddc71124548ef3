# builtins.convertHash of a hash of the wrong length.
builtins.convertHash { hash = "900150983cd24fb0d6963f7d28e17f7"; hashAlgo = "md5"; toHashFormat = "sri"; }
