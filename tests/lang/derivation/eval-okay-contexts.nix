# What strings refer to becomes an input.
let
  make = attrs: derivation ({ name = "a"; builder = "/bin/sh"; system = "x"; } // attrs);
  dep = make { name = "dep"; outputs = [ "out" "dev" ]; };
  show = attrs: let d = make attrs; in [ d.drvPath d.outPath ];
  file = builtins.toFile "file" "content";
in
map show [
  { x = dep; }
  { x = dep.dev; }
  { x = "${dep} ${dep.dev}"; args = [ dep ]; }
  { builder = "${dep}/bin/sh"; }
  { x = builtins.unsafeDiscardStringContext dep.outPath; }
  { x = builtins.unsafeDiscardStringContext dep.drvPath; }
  { x = builtins.unsafeDiscardOutputDependency dep.drvPath; }
  { x = file; }
  { x = builtins.toFile "more" "${file} ${./tree/plain}"; }
  { x = builtins.appendContext "" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; }; }
  { x = builtins.substring 0 0 dep; }
  { x = builtins.placeholder "out"; }
  { a = make { name = "b"; x = make { name = "c"; x = make { name = "d"; x = dep; }; }; }; }
]
++ [
  (builtins.getContext dep.drvPath)
  (builtins.getContext dep.outPath)
  (builtins.getContext dep.dev.outPath)
  (builtins.getContext (dep + file + ./tree/plain))
]
