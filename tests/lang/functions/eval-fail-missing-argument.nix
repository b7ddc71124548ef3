# A missing argument.
({ a, b }: a) { a = 1; }
