# builtins.warn prints a warning and returns the second argument.
with builtins; [
  (warn "careful" 1)
  (warn "two\nlines" 2)
  (length [ (warn "never" 1) ])
  (let w = warn "once" 3; in w + w)
  (warn "quote \" é" 4)
]
