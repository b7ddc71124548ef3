''
  a
    bc
  ''
