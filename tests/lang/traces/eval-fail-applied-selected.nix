# What forces an element that mapAttrs made is the place it is called from.
let
  sizes = builtins.mapAttrs (name: { size }: size * 2) { box = { }; };
in
sizes.box + 1
