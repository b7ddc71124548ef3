x: y: { inherit x y; here = __curPos.line; }
