# builtins.flakeRefToString with an attribute that is a list.
builtins.flakeRefToString { type = "github"; owner = [ ]; repo = "b"; }
