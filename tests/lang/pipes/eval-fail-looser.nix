# A pipe is looser than plus, so this adds one to a function first.
let f = x: x; in f 1 |> f + 1
