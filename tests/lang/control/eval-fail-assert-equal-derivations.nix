# A failed equality of derivation-like sets.
assert { type = "derivation"; outPath = "/a"; } == { type = "derivation"; outPath = "/b"; }; 4
