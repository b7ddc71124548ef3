# A missing argument of a function with a name.
let f = { a, b }: a; in f { a = 1; }
