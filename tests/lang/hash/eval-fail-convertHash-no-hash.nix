# builtins.convertHash without hash.
builtins.convertHash { hashAlgo = "md5"; toHashFormat = "sri"; }
