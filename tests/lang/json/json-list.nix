# A list as JSON.
[ 1 "a" null (1 + 1) { z = 1; a = 2; } ]
