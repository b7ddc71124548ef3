# Path values: normalised, relative to the file, joined.
{
  absolute = [ /a /a/b /a/./b /a/../b /. /../a ];
  relative = [ ./x ./x/y ../paths/x ./. ../. ];
  dots = [ ./a.b/c..d ./.hidden ./...x ];
  chars = [ ./a+b ./a_b-c.d ./1 a/b ];
  interpolated = let x = "mid"; in [ ./${x} ./a${x}b ./a/${x}/b /${x} /a${x} ./${x}/${x} ];
  interpolatedDots = ./a/${".."}/b;
  interpolatedSlash = ./a/${"b/c"};
  plusString = [ (/a + "b") (/a + "/b") (/a + "/../b") (/. + "a") (/a + "//b") (/a + "/") ];
  plusPath = [ (/a + /b) (/a + /b/c) (/. + /a) ];
  toStringThem = map toString [ /a /a/b/.. /. ];
  types = map builtins.typeOf [ /a ./a (/a + "b") (toString /a) ("" + toString /a) ];
  equal = [ (/a/b == /a/./b) (/a == /a/b/..) (./x == ./y/../x) ];
  baseNames = map baseNameOf [ /a/b /. ];
  order = builtins.sort builtins.lessThan [ /b /a/c /a /a-b /a/b ];
  stringConcat = toString /a + "/b";
  dirOfInList = map dirOf [ /a/b/c /a /. ];
  divided = let a = 6; b = 2; in [ (a / b) (a/ b) ];
  homeless = builtins.typeOf ~/x;
  home = ~/x/../y;
}
