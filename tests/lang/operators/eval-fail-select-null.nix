# Selecting from null.
null.a
