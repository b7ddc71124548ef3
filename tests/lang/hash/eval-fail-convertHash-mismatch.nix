# builtins.convertHash of a hash of another algorithm.
builtins.convertHash { hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="; hashAlgo = "md5"; toHashFormat = "sri"; }
