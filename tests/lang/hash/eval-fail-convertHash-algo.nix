# builtins.convertHash with an unknown algorithm.
builtins.convertHash { hash = "900150983cd24fb0d6963f7d28e17f72"; hashAlgo = "md6"; toHashFormat = "sri"; }
