# builtins.substring keeps the context even of an empty piece; other builtins and theirs.
with builtins;
let
  s = appendContext "abc" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; };
  has = hasContext;
in {
  empty = has (substring 0 0 s);
  beyond = has (substring 10 1 s);
  piece = has (substring 0 1 s);
  plus = has ("" + s);
  interpolation = has "${s}";
  concatSep = has (concatStringsSep "," [ s ]);
  unusedSeparator = has (concatStringsSep s [ ]);
  oneElementSeparator = has (concatStringsSep s [ "a" ]);
  replaceInput = has (replaceStrings [ "a" ] [ "b" ] s);
  replaceTo = has (replaceStrings [ "a" ] [ s ] "a");
  replaceToUnused = has (replaceStrings [ "x" ] [ s ] "a");
  toString_ = has (toString s);
  toStringOfList = has (toString [ s ]);
  baseName = has (baseNameOf s);
  dirName = has (dirOf s);
  json = has (toJSON { a = s; });
  xml = has (toXML s);
  discard = has (unsafeDiscardStringContext s);
  concatMapped = has (toString (map (x: x) [ 1 s ]));
  sameText = s == "abc";
  asKeyword = { abc = "attribute"; }.${unsafeDiscardStringContext s};
  hash = has (hashString "md5" s);
  length = stringLength s;
  elem = elem s [ "abc" ];
  set = has "${{ outPath = s; }}";
  toStringSet = has "${{ __toString = self: s; }}";
  typeName = has (typeOf s);
  traced = has (addErrorContext "e" s);
  parsed = map has (attrValues (parseDrvName "a-1"));
  split = map has (splitVersion "1.2");
}
