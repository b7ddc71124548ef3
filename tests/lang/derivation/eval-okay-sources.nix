# Files copied to the store, whole and filtered.
[
  "${./tree}"
  "${./tree/plain} ${./tree/run} ${./tree/link} ${./tree/sub/empty}"
  (builtins.path { path = ./tree; })
  (builtins.path { path = ./tree; name = "other"; })
  (builtins.path { path = ./tree/run; recursive = false; })
  (builtins.path { path = ./tree/run; recursive = true; })
  (builtins.path { path = ./tree/link; })
  (builtins.path { path = toString ./tree/sub; })
  (builtins.path { path = ./tree; filter = name: type: type != "directory"; })
  (builtins.path { path = ./tree; filter = name: type: baseNameOf name != "plain"; name = "f"; })
  (builtins.filterSource (name: type: true) ./tree)
  (builtins.filterSource (name: type: false) ./tree)
  (builtins.filterSource (name: type: type == "regular" || type == "symlink") ./tree)
  (builtins.filterSource (name: type: false) ./tree/plain)
  (builtins.toFile "a" "")
  (builtins.toFile "a" "bytes: \n\t")
  (builtins.toFile "a" "${./tree/plain} ${builtins.toFile "b" "c"}")
  (builtins.storePath "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a")
  (builtins.getContext (builtins.storePath "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a/b/c"))
  (builtins.getContext (builtins.path { path = ./tree; }))
  (builtins.path { path = ./tree/plain; sha256 = builtins.hashFile "sha256" ./tree/plain; recursive = false; })
]
