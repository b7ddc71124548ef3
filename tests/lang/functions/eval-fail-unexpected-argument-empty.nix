# An unexpected argument where none is expected.
({ }: 1) { x = 1; }
