# An argument that is not a set.
({ a }: a) 1
