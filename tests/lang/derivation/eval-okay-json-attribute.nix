# An attribute __json is read as structured attributes, with a warning.
(derivation {
  name = "a";
  builder = "b";
  system = "s";
  __json = ''{ "b": 1.0, "a": [1e30, -1, null, "\u00e9/", true, [], {}, {"q": [[1]]}], "b": 2 }'';
}).drvPath
