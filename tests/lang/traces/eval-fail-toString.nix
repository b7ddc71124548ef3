# Frames through toString of nested values.
toString [ 1 [ { __toString = self: self.missing; } ] ]
