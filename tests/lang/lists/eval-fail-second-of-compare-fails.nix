builtins.compareVersions "a" (throw "x")
