# Even whether a path exists needs its context.
builtins.pathExists (builtins.toFile "x" "y")
