# Two unexpected arguments.
({ a }: a) { a = 1; z = 2; b = 3; }
