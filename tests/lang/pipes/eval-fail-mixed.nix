# Pipe operators of both directions do not mix.
(x: x) <| 1 |> toString
