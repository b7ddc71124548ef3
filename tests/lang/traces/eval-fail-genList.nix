# Frames through genList.
builtins.genList (i: 10 / (i - 1)) 3
