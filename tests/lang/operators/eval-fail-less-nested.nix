# Nested lists with incomparable elements.
[ [ 1 true ] ] < [ [ 1 false ] ]
