# import of a missing file.
import ./data/missing.nix
