# Pipe operators and their precedence, value by value.
let inc = x: x + 1; double = x: x * 2; in [
  (1 |> inc |> double)
  (double <| inc <| 1)
  (1 + 2 |> inc)
  (3 |> builtins.add 4)
  ([ 3 1 2 ] |> builtins.sort builtins.lessThan |> map inc)
  (false -> true |> builtins.typeOf)
  (inc <| 1 + 2)
  (throw "unused" |> (x: 1))
  ((x: 2) <| throw "unused")
]
