# A later recursive set merged into an earlier plain one is not recursive.
{ x = { b = a; }; x = rec { a = 1; }; }
