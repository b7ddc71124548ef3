# one
/* two */ /** three */ [ 1 # four
 /* a * b / c **/ 2 /**/ 3 /***/ 4 /* # */ 5 # /*
 ] # end