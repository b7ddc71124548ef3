# A file that imports itself.
import ./eval-fail-self.nix
