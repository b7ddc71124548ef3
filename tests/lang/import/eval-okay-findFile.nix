# builtins.findFile and <…> with a search path of one's own.
let
  path = [
    { prefix = "nested/pkg"; path = ./data/sub; }
    { prefix = ""; path = ./data/search; }
    { prefix = "named"; path = ./data; }
    { prefix = "named"; path = ./data/search; }
    { prefix = "gone"; path = "/nonexistent-aionix"; }
    { path = ./data/tree; prefix = "tree"; }
  ];
  find = builtins.findFile path;
in {
  emptyPrefix = find "pkg";
  emptyPrefixFile = find "file.nix";
  named = find "named";
  namedFile = find "named/text";
  namedSecond = find "named/file.nix";
  nestedPrefix = find "nested/pkg";
  nestedPrefixFile = find "nested/pkg/default.nix";
  notAPrefix = builtins.tryEval (find "name");
  missing = builtins.tryEval (find "named/absent");
  goneSkipped = builtins.tryEval (find "gone");
  type = builtins.typeOf (find "tree");
  imported = import (find "pkg");
  brackets = let __nixPath = path; in <named/value.nix>;
  bracketsShadowed = let __findFile = p: n: [ "mine" n ]; in <some/thing>;
  bracketsBoth = let __nixPath = "path"; __findFile = p: n: [ p n ]; in <x>;
  stringPath = builtins.findFile [ { prefix = "s"; path = toString ./data; } ] "s/text";
  firstWins = builtins.findFile [ { prefix = "x"; path = ./data/sub; } { prefix = "x"; path = ./data; } ] "x";
}
