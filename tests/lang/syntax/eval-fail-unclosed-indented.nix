# An indented string that does not end.
''
  abc
