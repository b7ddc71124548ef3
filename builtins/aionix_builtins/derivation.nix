/*
  The function `derivation`: derivationStrict, with its result spread out.

  `derivation attrs` gives the attributes that it was given, and

    outPath     the first output, as a string whose context names it
    drvPath     the path of the derivation itself
    type        "derivation"
    outputName  the name of the first output
    all         a list with one such set for each output
    drvAttrs    the attributes again, untouched
    NAME        for each output: the set that belongs to it

  It is lazy: the derivation is made when a path is asked for.

  Errors that pass through this file show its lines. So that they are the
  lines that people know from C++ Nix, each expression below has the names,
  the line and the column that its counterpart has there; aionix counts
  on the place of the function itself (`derivations.py`), and tests compare
  the messages.








*/
drvAttrs@{
  outputs ? [ "out" ],
  ...
}:

let

  strict = derivationStrict drvAttrs;

  commonAttrs =
    drvAttrs
    // (builtins.listToAttrs outputsList)
    // {
      all = map (x: x.value) outputsList;
      inherit drvAttrs;
    };

  outputToAttrListElement = outputName: {
    name = outputName;
    value = commonAttrs // {
      outPath = builtins.getAttr outputName strict;
      drvPath = strict.drvPath;
      type = "derivation";
      inherit outputName;
    };
  };

  outputsList = map outputToAttrListElement outputs;

in
(builtins.head outputsList).value
