# Piping into what is no function.
1 |> 2
