rec {
  # What others use.
  optional = cond: value: if cond then [ value ] else [ ];
  twice = f: x: f (f x);
  attrNamesOf = set: builtins.attrNames set;
  mapNames = f: set: map f (builtins.attrNames set);
  fold = op: nul: list: if list == [ ] then nul else op (builtins.head list) (fold op nul (builtins.tail list));
}
