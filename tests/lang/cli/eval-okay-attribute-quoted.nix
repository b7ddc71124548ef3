# -A with quotes in the path.
{ "x.y"."a b" = "found"; }
