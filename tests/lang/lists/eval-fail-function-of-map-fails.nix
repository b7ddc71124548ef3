# The function given to map fails when it is evaluated.
builtins.map (throw "f") [ 1 ]
