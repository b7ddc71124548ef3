# An output of a derivation that is not in the store.
builtins.hashFile "sha256" "${derivation { name = "a"; builder = "b"; system = "s"; }}/bin"
