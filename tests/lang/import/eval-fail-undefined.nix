# import of a file with a free variable.
let outside = 1; in import ./data/free-variable.nix
