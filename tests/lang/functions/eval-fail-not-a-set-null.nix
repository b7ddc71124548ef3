# null for a set.
let f = { a ? 1 }: a; in f null
