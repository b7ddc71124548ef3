# Both a missing and an unexpected argument.
({ a, b }: a) { a = 1; c = 3; }
