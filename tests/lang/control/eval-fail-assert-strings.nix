# A failed assertion with strings and paths.
let x = "v"; in assert "a${x}b\n\"" == ''indented ${x}'' && /a/b == ./c; 3
