# An element of map as an operand in a fold.
builtins.foldl' (sum: size: sum + size) 0 (map ({ size }: size) [ { size = 1; } { } ])
