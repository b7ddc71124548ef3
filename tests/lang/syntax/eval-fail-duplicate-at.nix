# The name of the whole argument repeats a formal.
(a@{ a }: a) { a = 1; }
