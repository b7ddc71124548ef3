# builtins.toXML of an element that throws.
builtins.toXML [ 1 (throw "element") ]
