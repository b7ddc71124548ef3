# What comes of it would be in range, on the way it is not.
builtins.elemAt (builtins.genList (x: x * 9223372036854775807 / 9223372036854775807) 600) 599
