# body is missing from an old let.
let { a = 1; }
