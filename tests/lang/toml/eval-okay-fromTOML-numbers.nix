# builtins.fromTOML: numbers in every notation.
map (s: (builtins.fromTOML "a = ${s}").a) [
  "0" "+0" "-0" "1_2_3" "0x0" "0xDEADBEEF" "0xdead_beef" "0o755" "0b1_0" "-17" "+99"
  "0.0" "-0.0" "+1.5" "3.14_15" "1e10" "1E+10" "1e-10" "6.02e23" "1_000.5" "9_224_617.445_991_228_313"
  "inf" "+inf" "-inf" "nan" "+nan" "1e308" "5e-324" "0x7fffffffffffffff"
]
