# A name bound to a builtin as an operand.
let inherit (builtins) head; in "a" + head
