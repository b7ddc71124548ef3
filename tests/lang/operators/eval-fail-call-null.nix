# Calling null.
null 1
