# A missing attribute named by an expression.
let n = "zz"; in { a = 1; }.${n}
