# The pipe operators (experimental).
let inc = x: x + 1; double = x: x * 2; in {
  right = 1 |> inc |> double;
  left = double <| inc <| 1;
  application = 3 |> builtins.add 4;
  lambda = 2 |> (x: x * x);
  looserThanPlus = 1 + 2 |> inc;
  looserThanAnd = true && true |> builtins.typeOf;
  looserThanImpl = false -> true |> builtins.typeOf;
  list = [ 3 1 2 ] |> builtins.sort builtins.lessThan |> map inc;
}.right
