# The first of two strings that are not UTF-8, and no error of evaluation before it is told.
builtins.toJSON (builtins.genList (i: { a = builtins.substring 0 (if i == 7 || i == 9 then 1 + i - 7 else 2) "éé"; b = i; }) 20)
