a: if a then b: b else c: d: c
