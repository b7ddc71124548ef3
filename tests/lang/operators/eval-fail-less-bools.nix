# Booleans have no order.
true < false
