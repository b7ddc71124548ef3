f: a: [ (a |> (f a)) (a |> (f - a)) ((a |> f) a) (f <| a a) ((f <| a) <| a) ]
