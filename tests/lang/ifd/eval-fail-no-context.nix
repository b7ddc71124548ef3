# An output without its context is a file like others.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in import (builtins.unsafeDiscardStringContext made.outPath)
