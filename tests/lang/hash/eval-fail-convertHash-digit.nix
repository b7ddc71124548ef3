# builtins.convertHash of a hash with a bad digit.
builtins.convertHash { hash = "900150983cd24fb0d6963f7d28e17fzz"; hashAlgo = "md5"; toHashFormat = "sri"; }
