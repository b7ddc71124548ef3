builtins.elemAt [ (builtins.elemAt [ (throw "a") ] 0) ] 0
