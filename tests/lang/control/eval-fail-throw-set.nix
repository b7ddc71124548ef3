# throw with a set with __toString.
throw { __toString = s: "from a set"; }
