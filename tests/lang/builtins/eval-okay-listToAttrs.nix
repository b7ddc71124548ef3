# builtins.listToAttrs: the first of equal names wins; values are lazy, names are not.
with builtins; {
  simple = listToAttrs [ { name = "a"; value = 1; } { name = "b"; value = 2; } ];
  empty = listToAttrs [ ];
  duplicates = listToAttrs [ { name = "a"; value = 1; } { name = "a"; value = throw "second"; } ];
  duplicateWithoutValue = listToAttrs [ { name = "a"; value = 1; } { name = "a"; } ];
  lazy = attrNames (listToAttrs [ { name = "z"; value = throw "z"; } { name = "b"; value = throw "b"; } ]);
  extraAttrs = listToAttrs [ { name = "a"; value = 1; extra = throw "ignored"; } ];
  oddNames = listToAttrs [ { name = ""; value = 1; } { name = "a b"; value = 2; } ];
  roundTrip = let s = { x = 1; y = 2; }; in listToAttrs (map (name: { inherit name; value = s.${name}; }) (attrNames s)) == s;
}
