# builtins.attrNames and attrValues: byte order of names, values lazy.
with builtins; {
  names = attrNames { z = 1; a = 2; M = 3; _ = 4; "1" = 5; "" = 6; "a b" = 7; "é" = 8; a' = 9; a- = 10; aa = 11; };
  values = attrValues { z = 1; a = 2; M = 3; _ = 4; "1" = 5; "" = 6; "a b" = 7; "é" = 8; a' = 9; a- = 10; aa = 11; };
  empty = [ (attrNames { }) (attrValues { }) ];
  lazyNames = attrNames { b = throw "b"; a = throw "a"; };
  lazyValues = length (attrValues { b = throw "b"; a = throw "a"; });
  recSet = attrNames (rec { b = a; a = 1; });
  afterUpdate = attrNames ({ c = 1; a = 1; } // { b = 1; a = 2; });
  namesHaveNoContext = map hasContext (attrNames { x = 1; });
  numbersAsText = attrNames { "10" = 1; "9" = 1; "1" = 1; };
}
