# Elements of lists are not left out, and fail after those before them.
derivationStrict {
  name = "a";
  builder = "b";
  system = "x";
  __ignoreNulls = true;
  v = [ null (throw "element") ];
  w = throw "w";
}
