# What is below a text that is not there.
builtins.readDir "${builtins.toFile "x" "y"}/z"
