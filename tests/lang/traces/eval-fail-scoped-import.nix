# Frames through scopedImport.
scopedImport { number = "not a number"; } ./data/scoped.nix
