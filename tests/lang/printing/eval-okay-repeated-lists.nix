# Lists are recognised as printed before by the place that holds them, sets by what they hold.
let l = [ 1 ]; s = { a = 1; }; f = x: x; in {
  a = l;
  b = l;
  c = f l;
  d = builtins.head [ l ];
  e = [ ] ++ l;
  g = { inherit l; }.l;
  h = s;
  i = f s;
  j = builtins.head [ s ];
  k = s // { };
  m = { } // s;
  n = [ s l ];
  o = (x: x) (y: [ y l ]) l;
}
