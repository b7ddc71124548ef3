# builtins.toXML writes bytes as they are.
builtins.toXML "aÿb"
