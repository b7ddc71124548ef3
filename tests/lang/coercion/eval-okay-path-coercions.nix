# Builtins that take a path take an absolute string or a set with outPath too.
with builtins; {
  exists = map pathExists [ "/" /. { outPath = "/"; } { __toString = s: "/"; } { outPath = { outPath = "/"; }; } ];
  dir = readFileType "/";
  dirOfPath = readFileType /.;
  toPathOfString = toPath "/a/../b";
  toPathOfPath = toPath /a;
  plus = /a + "/../b";
  toStringPath = toString /a/./b/../c;
  imported = import { outPath = ./data/one.nix; };
  importedString = import (toString ./data/one.nix);
  read = readFile { outPath = toString ./data/one.nix; };
  hash = hashFile "md5" { __toString = s: toString ./data/one.nix; };
}
