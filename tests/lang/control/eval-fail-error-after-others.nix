# Printing fails at the first failing attribute in name order.
{ z = throw "z"; b = throw "b"; }
