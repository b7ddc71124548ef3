# A comment that does not end.
1 /* never
