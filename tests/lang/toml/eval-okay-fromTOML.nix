# builtins.fromTOML: tables, arrays, strings, numbers.
builtins.fromTOML ''
  title = "TOML"
  bare-key_1 = 1
  "quoted key" = 2
  'literal key' = 3
  a.b.c = 4
  a.b.d = 5
  1234 = "digits"
  int = [ 0, +1, -1, 1_000, 0xff, 0o17, 0b101, 9223372036854775807, -9223372036854775808 ]
  float = [ 1.0, -0.5, 1e3, 1.5E-3, 6.626e-34, 1_0.0_1, +1.0 ]
  special = [ inf, -inf, +inf ]
  bool = [ true, false ]
  mixed = [ 1, "a", 1.5, [ true ], { x = 1 } ]
  empty = [ ]
  trailing = [ 1, 2, ]
  multi = [
    1, # comment
    2
  ]
  basic = "a\tb\n\"\\ \u00e9 \U0001F600 \b\f\r"
  literal = 'C:\x\y "q"'
  ml = """
  first
    second \
       joined
  quotes "" here"""
  mlLiteral = ''''''
  raw \n
  'x' ''''''
  inline = { x = 1, y = { z = 2 } }
  inlineEmpty = {}
  inlineDotted = { a.b = 1 }

  [table]
  k = "v" # comment
  [table.sub]
  k = 1
  [x.y.z]
  w = 1
  [x]
  later = true
  [[array]]
  n = 1
  [[array]]
  n = 2
  [array.sub]
  m = 3
  [[array]]
''
