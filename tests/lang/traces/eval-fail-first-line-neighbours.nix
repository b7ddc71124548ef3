# An error on the second line of three.
[
  (1 + "é") ]
