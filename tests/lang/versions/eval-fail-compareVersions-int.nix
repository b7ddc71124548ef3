# builtins.compareVersions of an integer.
builtins.compareVersions 1 "2"
