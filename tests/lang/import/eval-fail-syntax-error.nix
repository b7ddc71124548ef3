# import of a file with a syntax error.
import ./data/syntax-error.nix
