# Frames of `with`.
let
  scope = builtins.getAttr "missing" { };
in
with scope;
name
