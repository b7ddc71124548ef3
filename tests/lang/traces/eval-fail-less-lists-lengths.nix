# Lists of other lengths differ without a look at their elements.
[ [ [ (throw "an element") ] 2 ] ] < [ [ [ 1 ] ] ]
