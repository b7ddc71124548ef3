# builtins.unsafeDiscardStringContext of an integer.
builtins.unsafeDiscardStringContext 1
