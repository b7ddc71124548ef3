# A reserved word for a name.
let if = 1; in 2
