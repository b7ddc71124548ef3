{ lib, stdenv ? null }:
{
  name = "package";
  parts = lib.optional "yes" "docs";
  names = lib.mapNames (name: name.first) { one = 1; };
  twice = lib.twice (x: x + "!") 5;
}
