# A dynamic name in an inherit.
{ inherit ${"a" + ""}; }
