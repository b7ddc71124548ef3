# A string that does not end.
"abc
