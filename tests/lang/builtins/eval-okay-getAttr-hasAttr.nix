# builtins.getAttr and hasAttr.
with builtins; {
  get = getAttr "a" { a = 1; };
  getOdd = getAttr "a b" { "a b" = 2; };
  getDot = getAttr "a.b" { "a.b" = 3; a.b = 4; };
  getEmpty = getAttr "" { "" = 5; };
  has = [ (hasAttr "a" { a = throw "lazy"; }) (hasAttr "b" { a = 1; }) (hasAttr "a.b" { a.b = 1; }) ];
  partial = map (getAttr "x") [ { x = 1; } { x = 2; } ];
  getLazyOthers = getAttr "a" { a = 6; b = throw "lazy"; };
}
