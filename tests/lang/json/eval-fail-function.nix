# Functions have no JSON.
{ a = [ (x: x) ]; }
