# Several -A give several results.
{ a = 1; b = "two"; c = [ 3 ]; }
