# Derivations are written out once.
let d = { type = "derivation"; drvPath = "/d"; outPath = "/o"; inner = { x = 1; }; }; s = { a = 1; }; in [ d d s s ]
