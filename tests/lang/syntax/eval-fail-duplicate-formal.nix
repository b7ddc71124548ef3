# A formal given twice.
({ a, a }: a) { a = 1; }
