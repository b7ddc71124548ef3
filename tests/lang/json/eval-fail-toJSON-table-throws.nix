# In a row of a table; what stands before it has been evaluated.
builtins.toJSON (builtins.genList (i: {
  b = builtins.trace "b" [ i ];
  a = if i == 9 then throw "nine" else builtins.trace "a" { inherit i; };
}) 20)
