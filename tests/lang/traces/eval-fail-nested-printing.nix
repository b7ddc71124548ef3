# Frames of the printer through lists and sets.
{ a = [ 1 { b = [ (throw "deep") ]; } ]; }
