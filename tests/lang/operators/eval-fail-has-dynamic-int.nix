# Testing for a name that is an integer.
{ } ? ${1}
