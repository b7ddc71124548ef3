# A dynamic name that is only quoted counts as static.
{ a = 1; ${"a"} = 2; }
