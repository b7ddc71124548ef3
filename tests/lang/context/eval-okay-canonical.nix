# Keys of appendContext are made canonical; the dash behind the digits may be any character.
map (path: builtins.getContext (builtins.appendContext "" { ${path}.path = true; })) [
  "/nix/store//l9ldjc53ry43x24hvq73jx7dx0489mhj-a"
  "/nix/store/./l9ldjc53ry43x24hvq73jx7dx0489mhj-a/"
  "/nix/../nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj.a"
  "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-.a"
]
