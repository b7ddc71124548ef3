# Infinite recursion within a list that is forced deeply.
builtins.deepSeq [ (builtins.pathExists (let x = x; in x)) ] 1
