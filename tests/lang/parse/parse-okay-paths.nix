[ /a ./a ../a ./. ./.. a/b a/b.c a.b/c 1/2 -a/b +/c .../d _/e /a/./b/../c ~/x ~/x/../y ]
