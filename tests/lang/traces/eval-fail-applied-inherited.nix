# The same through inherit, in an attribute path with a default.
let
  inherit (builtins.mapAttrs (name: { size }: size) { box = { }; }) box;
in
box.depth or 1
