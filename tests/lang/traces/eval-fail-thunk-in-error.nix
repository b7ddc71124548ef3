# Values in messages show what was not evaluated.
{ a = 1; b = 1 + 1; c = [ (1 + 1) ]; d.e.f = 1; } + "x"
