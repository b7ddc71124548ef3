# A coercion failure deep in a string.
let
  greet = who: "hello ${who}";
in
greet [ "a" ]
