# builtins.intersectAttrs: names of both, values of the second.
with builtins; {
  simple = intersectAttrs { a = 1; b = 2; } { b = 3; c = 4; };
  none = intersectAttrs { a = 1; } { b = 2; };
  empty = [ (intersectAttrs { } { a = 1; }) (intersectAttrs { a = 1; } { }) ];
  lazy = attrNames (intersectAttrs { a = throw "l"; } { a = throw "r"; b = throw "q"; });
  small = intersectAttrs { c = 0; } { a = 1; b = 2; c = 3; d = 4; e = 5; };
  large = intersectAttrs { a = 1; b = 2; c = 3; d = 4; e = 5; } { c = 0; z = 1; };
  withArgs = let f = { x, y ? 1 }: 0; in intersectAttrs (functionArgs f) { x = 1; y = 2; z = 3; };
}
