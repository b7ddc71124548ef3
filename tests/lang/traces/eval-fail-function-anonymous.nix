# Anonymous functions in a trace.
(x: (y: y.missing) x) { }
