f: g: a: [ (a |> f) (a |> f |> g) (f <| a) (f <| g <| a) (a |> f a) (f a <| g) (a + a |> f) (f -> g |> a) (a |> f || g) (f <| a -> g) ]
