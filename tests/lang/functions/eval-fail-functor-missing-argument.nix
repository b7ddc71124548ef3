# A missing argument of a functor.
{ __functor = self: { a }: a; } { }
