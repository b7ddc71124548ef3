# toString of a set whose __toString throws.
toString { __toString = self: throw "in __toString"; }
