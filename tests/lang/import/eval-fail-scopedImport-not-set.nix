# scopedImport with no set.
scopedImport 1 ./data/value.nix
