# An error in the middle of a long expression.
let
  a = 1;
in
a
+ 2
+ {
  x = 3;
}
+ 4
