# A function is not a set.
{ } // (x: x)
