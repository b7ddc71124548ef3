# Sets have no order.
{ } < { a = 1; }
