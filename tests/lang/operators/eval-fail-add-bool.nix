# Booleans are not added.
true + false
