# import of a relative path in a string.
import "data/value.nix"
