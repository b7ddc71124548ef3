# builtins.baseNameOf and dirOf on strings and paths.
with builtins; {
  base = map baseNameOf [ "a" "a/b" "a/b/" "a/b//" "/" "//" "/a" "/a/" "" "a//b" "." ".." "a/." "/a//" "///" "a/ " ];
  dir = map dirOf [ "a" "a/b" "a/b/" "a/b//" "/" "//" "/a" "/a/" "" "a//b" "." "a/." "/a//b" "/a/b/c" "//a" ];
  basePath = map baseNameOf [ /a /a/b /. ];
  dirPath = map dirOf [ /a /a/b /. /a/b/c ];
  dirTypes = map (x: typeOf (dirOf x)) [ "/a/b" /a/b ];
  baseTypes = map (x: typeOf (baseNameOf x)) [ "/a/b" /a/b ];
  baseOfSet = baseNameOf { outPath = "/x/y"; };
  baseOfToString = baseNameOf { __toString = s: "q/r"; };
  global = baseNameOf (dirOf "/p/q/r");
}
