# A failure found while comparing.
{ a = 1; b = [ 1 (throw "in comparison") ]; } == { a = 1; b = [ 1 2 ]; }
