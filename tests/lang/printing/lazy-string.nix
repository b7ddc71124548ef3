# A string with context and escapes.
"a\"b\${c}\n"
