# Negation of an integer.
!1
