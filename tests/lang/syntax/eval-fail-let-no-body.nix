# A let without a body.
let a = 1;
