# builtins.compareVersions, the second argument.
builtins.compareVersions "1" 2
