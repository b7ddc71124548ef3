# builtins.elem, elemAt, head, tail and length.
with builtins; {
  elem = [ (elem 1 [ 1 2 ]) (elem 3 [ 1 2 ]) (elem 1.0 [ 1 ]) (elem "a" [ "a" ]) (elem [ 1 ] [ [ 1 ] ]) (elem { a = 1; } [ { a = 1; } ]) (elem null [ null ]) (elem 1 [ ]) ];
  elemStops = elem 1 [ 1 (throw "too far") ];
  elemFunction = elem (x: x) [ (x: x) ];
  elemSameFunction = let f = x: x; in elem f [ f ];
  elemOtherTypes = elem "1" [ 1 1.0 /x null true [ ] { } (x: x) ];
  elemAt = [ (elemAt [ 1 2 3 ] 0) (elemAt [ 1 2 3 ] 2) ];
  elemAtLazy = elemAt [ (throw "a") 2 ] 1;
  head = [ (head [ 1 ]) (head [ [ ] ]) (head [ 1 (throw "x") ]) ];
  tail = [ (tail [ 1 ]) (tail [ 1 2 3 ]) (length (tail [ (throw "x") (throw "y") ])) ];
  length = [ (length [ ]) (length [ (throw "x") ]) (length [ [ 1 2 ] ]) ];
  partial = map (elemAt [ "a" "b" ]) [ 1 0 ];
}
