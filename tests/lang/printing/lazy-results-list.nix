# The elements that builtins put into lists.
with builtins; concatLists [
  (attrNames { a = 1; })
  (attrValues { a = 1; b = 1 + 1; })
  (map (x: x) [ 1 ])
  (filter (x: true) [ 1 (1 + 1) ])
  (genList (x: x) 1)
  (sort lessThan [ 2 (0 + 1) ])
  (split "," "a,b")
  (match "(a)(b)" "ab")
  (splitVersion "1.2")
  (fromJSON "[1,{\"a\":[]}]")
  (tail [ 1 2 (1 + 1) ])
  (concatMap (x: [ x (x + 1) ]) [ 1 ])
  (catAttrs "a" [ { a = 1; } { a = 1 + 1; } ])
  (genericClosure { startSet = [ { key = 1 + 0; } ]; operator = x: [ ]; })
]
