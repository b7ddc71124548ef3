# builtins.fromTOML: strings in every notation.
map (s: (builtins.fromTOML "a = ${s}").a) [
  "\"\"" "''" "\"a\\tb\"" "\"\\u00E9\"" "\"\\U0001F600\"" "\"\\\"\"" "'a\\b'" "\"\"\"\na\nb\"\"\"" "'''\na\nb'''" "\"\"\"a \\\n   b\"\"\"" "\"\"\"a\"\"b\"\"\"" "\"\"\"\"a\"\"\"\"" "'''a'b'''" "\"é€😀\"" "\"\"\"\r\na\r\nb\"\"\""
]
