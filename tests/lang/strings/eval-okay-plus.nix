# `+` on strings and paths: the left operand decides.
{
  strings = "a" + "b";
  emptyLeft = "" + "b";
  stringPath = builtins.typeOf ("a" + "/b");
  pathString = /a + "b";
  pathStringSlash = /a + "/b";
  pathStringDots = /a/b + "/../c";
  pathPath = /a + /b;
  pathEmpty = /a + "";
  pathTypes = [ (builtins.typeOf (/a + "b")) (builtins.typeOf (/a + /b)) ];
  stringPlusSet = "x" + { outPath = "y"; };
  setPlusString = { outPath = "x"; } + "y";
  setPlusSet = { __toString = s: "l"; } + { __toString = s: "r"; };
  setType = builtins.typeOf ({ outPath = "/a"; } + "/b");
  chain = "a" + "b" + "c" + "d";
  emptyStringThenSet = "" + { __toString = self: "z"; };
  rightAssocSame = "a" + ("b" + "c");
  pathSet = /a + { outPath = "/b"; };
}
