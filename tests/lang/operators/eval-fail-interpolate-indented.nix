# Interpolating in an indented string.
''
  first
  ${1}
''
