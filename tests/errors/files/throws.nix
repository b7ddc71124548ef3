# A file whose value can't be had.
throw "from throws.nix"
