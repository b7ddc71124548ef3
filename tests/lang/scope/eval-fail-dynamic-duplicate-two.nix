# Two dynamic names that are the same.
{ ${"a" + ""} = 1; ${"a" + ""} = 2; }
