# unsafeDiscardOutputDependency of an integer.
builtins.unsafeDiscardOutputDependency 1
