[ a:b http://x.y/z?q=1&r=%20#c
 x:x mailto:a@b.c a+b-c.d:e x:$ ]
