# A function imported and called without an argument.
import ./data/function.nix { }
