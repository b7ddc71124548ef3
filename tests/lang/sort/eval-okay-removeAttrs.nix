# removeAttrs: names that are absent don't matter; duplicates neither.
with builtins; {
  simple = removeAttrs { a = 1; b = 2; } [ "a" ];
  absent = removeAttrs { a = 1; } [ "b" ];
  none = removeAttrs { a = 1; } [ ];
  all = removeAttrs { a = 1; b = 2; } [ "b" "a" ];
  duplicates = removeAttrs { a = 1; b = 2; } [ "a" "a" ];
  empty = removeAttrs { } [ "a" ];
  lazy = attrNames (removeAttrs { a = throw "a"; b = throw "b"; } [ "a" ]);
  odd = removeAttrs { "a b" = 1; "" = 2; } [ "a b" "" ];
  recDoesNotNotice = (removeAttrs (rec { a = 1; b = a; }) [ "a" ]).b;
}
