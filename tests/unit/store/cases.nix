# Derivations of every kind; record.py has C++ Nix write them to a store of its own.
let
  sha256 = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  make = attrs: derivation ({ name = "a"; builder = "/bin/sh"; system = "x"; } // attrs);
  plain = make { };
  several = make { name = "several"; outputs = [ "out" "dev" "lib" ]; dep = plain; };
  fixed = make { name = "fixed"; outputHash = sha256; };
  floating = make { name = "floating"; __contentAddressed = true; outputs = [ "out" "dev" ]; };
  planner = make { name = "plan.drv"; outputHashMode = "text"; __contentAddressed = true; };
in
map (d: d.drvPath) [
  plain
  several
  fixed
  floating
  planner
  (make { name = "args"; args = [ "-c" "echo \"$out\"\n\t\\" "" ]; })
  (make { name = "bytes"; text = "größe \r\n\t\"\\ ½"; "with space" = "é"; })
  (make { name = "user"; a = several.dev; b = several; c = fixed; d = plain; })
  (make { name = "recursive"; outputHash = sha256; outputHashMode = "recursive"; dep = plain; })
  (make { name = "sha1"; outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709"; outputHashAlgo = "sha1"; })
  (make { name = "md5"; outputHash = "d41d8cd98f00b204e9800998ecf8427e"; outputHashAlgo = "md5"; outputHashMode = "recursive"; })
  (make { name = "text"; outputHash = sha256; outputHashMode = "text"; })
  (make { name = "git"; outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709"; outputHashAlgo = "sha1"; outputHashMode = "git"; })
  (make { name = "structured"; __structuredAttrs = true; list = [ 1 2.5 null { a = "é\n"; } ]; dep = several; outputs = [ "out" "dev" ]; })
  (make { name = "flat-floating"; __contentAddressed = true; outputHashAlgo = "sha512"; outputHashMode = "flat"; })
  (make { name = "impure"; __impure = true; })
  (make { name = "deferred"; dep = floating.dev; outputs = [ "out" "bin" ]; })
  (make { name = "deferred-twice"; dep = make { name = "deferred"; dep = floating; }; })
  (make { name = "fixed-on-floating"; dep = floating; outputHash = sha256; })
  (make { name = "dynamic"; dep = builtins.outputOf planner.outPath "out"; })
  (make { name = "text-source"; dep = builtins.toFile "b" "${builtins.toFile "a" "content"}"; })
  (make { name = "whole"; dep = several.drvPath; })
]
