# An error in a file with CRLF line ends.
let
  a = 1;
in
a + null
