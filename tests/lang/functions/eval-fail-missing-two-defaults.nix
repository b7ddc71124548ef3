# Which missing argument among defaults is reported.
({ q ? 1, m, b, a ? 2 }: 1) { q = 1; }
