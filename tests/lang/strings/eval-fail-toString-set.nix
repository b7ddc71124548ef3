# toString of a set.
toString { a = 1; }
