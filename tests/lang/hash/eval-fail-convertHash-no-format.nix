# builtins.convertHash without format.
builtins.convertHash { hashAlgo = "md5"; hash = "900150983cd24fb0d6963f7d28e17f72"; }
