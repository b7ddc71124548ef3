# A name that starts with a dot and a dash.
"${./bad/.-a}"
