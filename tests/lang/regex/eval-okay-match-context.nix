# builtins.match and split drop the string context of what they search.
with builtins;
let s = appendContext "a-b" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; };
in {
  input = hasContext s;
  match = map hasContext (match "(a)-(b)" s);
  split = map (x: if isList x then map hasContext x else hasContext x) (split "(-)" s);
}
