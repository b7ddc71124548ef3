# scopedImport of a file with a name that the scope lacks.
scopedImport { inside = 1; } ./data/free-variable.nix
