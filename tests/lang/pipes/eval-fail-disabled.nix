# Pipe operators without the experimental feature.
1 |> toString
