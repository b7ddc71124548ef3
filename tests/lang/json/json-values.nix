# The result as JSON.
{ int = 1; float = 1.5; whole = 2.0; string = "a\"\n€"; list = [ 1 [ ] { } ]; set = { b = null; a = true; }; outPath_ = { outPath = "/x"; y = 1; }; toString_ = { __toString = s: "t"; }; }
