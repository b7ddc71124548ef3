# -A through an attribute that fails.
{ a = throw "on the way"; }
