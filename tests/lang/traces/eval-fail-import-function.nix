# Frames through a function from an imported file.
(import ./data/lib.nix).apply (x: x.y) 1
