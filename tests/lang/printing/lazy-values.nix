# Without --strict: what is already a value is printed, the rest is <CODE>.
{
  int = 1;
  negative = -1;
  sum = 1 + 1;
  string = "s";
  interpolated = "a${"b"}";
  indented = ''x'';
  list = [ 1 ];
  emptyList = [ ];
  set = { a = 1; };
  emptySet = { };
  recSet = rec { };
  lambda = x: x;
  primop = map;
  partial = map 1;
  builtin = builtins.map;
  path = /a;
  relative = ./a;
  interpolatedPath = ./${"a"};
  true_ = true;
  null_ = null;
  select = { a = 1; }.a;
  let_ = let a = 1; in a;
  with_ = with { a = 1; }; a;
  if_ = if true then 1 else 2;
  paren = (1);
  uri = a:b;
  float = 1.5;
  assert_ = assert true; 1;
  not_ = !true;
  curPos = __curPos;
  lookup = <x>;
  stringPlus = "a" + "b";
}
