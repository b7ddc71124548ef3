# What a filter is called with, and in which order.
let
  shown = name: type:
    builtins.trace "${builtins.substring (builtins.stringLength (toString ./.)) 100 name} ${type}"
      (type != "directory");
in
[ (builtins.filterSource shown ./tree) (builtins.filterSource (n: t: shown n t || true) ./tree) ]
