# outPath hides the rest from JSON, even what would fail.
{ outPath = "/x"; bad = x: x; }
