# A derivation without a name.
derivation { }
