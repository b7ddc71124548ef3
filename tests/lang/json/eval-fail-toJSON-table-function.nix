# A function in a list in a row, behind many of the same shape.
builtins.toJSON (builtins.genList (i: { b = [ i (if i == 11 then x: x else i) ]; a = i; }) 20)
