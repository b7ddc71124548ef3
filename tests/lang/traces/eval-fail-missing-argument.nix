# Frames of a missing argument in a nested call.
let
  build = { src, name ? "x" }: name;
  wrap = args: build (args // { name = "w"; });
in
wrap { }
