# Inheriting from an integer.
{ inherit (1) a; }.a
