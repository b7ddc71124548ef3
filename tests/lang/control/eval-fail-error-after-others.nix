# The strict evaluation of the result walks attributes in the order in which names were first seen.
{ z = throw "z"; b = throw "b"; }
