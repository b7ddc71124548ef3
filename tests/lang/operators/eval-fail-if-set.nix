# A condition that is a set with many attributes.
if { a = 1; b = 2; c = { d = 3; }; } then 2 else 3
