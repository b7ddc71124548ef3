# An unexpected argument.
({ a }: a) { a = 1; b = 2; }
