# builtins.flakeRefToString with a negative number.
builtins.flakeRefToString { type = "github"; owner = "a"; repo = "b"; lastModified = -1; }
