# builtins.fromJSON: strings, bytes and escapes.
map (s: let v = builtins.fromJSON s; in [ v (builtins.stringLength v) ]) [
  "\"\\u0041\"" "\"\\u007f\"" "\"\\u0080\"" "\"\\u07ff\"" "\"\\u0800\"" "\"\\uffff\"" "\"\\ud800\\udc00\"" "\"\\uDBFF\\uDFFF\"" "\"\\u00E9\\u00e9\"" "\"/\"" "\"\\/\"" "\" \"" "\"\"" "\"é\""
]
