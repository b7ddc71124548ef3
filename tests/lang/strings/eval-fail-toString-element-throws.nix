# toString of a list with an element that throws.
toString [ 1 (throw "element") ]
