# A hash of the wrong length.
builtins.path { path = ./tree; sha256 = "x"; }
