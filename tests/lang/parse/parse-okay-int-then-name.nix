a: b: [ 1a 2b 3.a 4.5b ]
