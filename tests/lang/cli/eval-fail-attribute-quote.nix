# -A with a quote that does not end.
{ a = 1; }
