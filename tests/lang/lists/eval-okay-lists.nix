# Lists: concatenation, nesting, elements that look like operators.
{
  concat = [ 1 ] ++ [ 2 3 ] ++ [ ] ++ [ 4 ];
  empties = [ ] ++ [ ];
  nested = [ ([ 1 ] ++ [ 2 ]) [ 3 ] ];
  elementsAreAtoms = [ (x: x) 1 ] != [ ((x: x) 1) ];
  elementsAreTwo = builtins.length [ (x: x) 1 ];
  selections = let a = { b = [ 1 ]; }; in [ a.b a.b ];
  negative = [ (-1) ] ++ [ (1 - 2) ];
  lambdas = builtins.length [ (x: x) (y: y) ];
  strings = [ "a" ''b'' "c${"d"}" ];
  paths = [ /a ./b ];
  withOr = [ ({ }.a or 1) { }.b or 2 ];
  noCommas = [ 1 2 3 ];
  mixed = [ 1 1.5 "s" true null [ ] { } ];
  long = builtins.length (builtins.genList (x: x) 10000);
  sharing = let a = [ 1 ]; b = a ++ [ 2 ]; c = a ++ [ 3 ]; in [ a b c ];
  concatLeftEmptySame = let a = [ 1 2 3 ]; in ([ ] ++ a) == a;
}
