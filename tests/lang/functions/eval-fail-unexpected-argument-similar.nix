# An unexpected argument with a similar formal.
let greet = { firstName, lastName ? "" }: firstName; in greet { firstName = "a"; lastNam = "b"; }
