# Elements are looked at for equality first, which has no line of its own.
[ 1 [ 2 (throw "an element") ] ] < [ 1 [ 2 3 ] ]
