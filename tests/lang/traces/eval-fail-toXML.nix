# Frames through toXML.
builtins.toXML { a = [ { b = throw "inside"; } ]; }
