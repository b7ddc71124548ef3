# -A with a name that is missing.
{ alpha = 1; }
