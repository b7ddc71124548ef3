# Negating a set.
-{ }
