# import of a directory without default.nix.
import ./data/empty-dir-like
