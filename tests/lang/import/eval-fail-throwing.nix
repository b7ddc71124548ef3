# import of a file that throws.
import ./data/throwing.nix
