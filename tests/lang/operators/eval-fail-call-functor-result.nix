# __functor that returns no function.
{ __functor = self: 1; } 2
