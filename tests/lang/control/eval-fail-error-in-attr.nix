# An error in an attribute.
{ a = 1; b = { c = throw "in set"; }; }
