# `with` of an integer.
with 1; a
