# The function `derivation`: `derivationStrict`, its answer spread over one set per output.
#
# A set has what was given, and: outPath (of its output, a string whose context names it),
# drvPath, type, outputName, one attribute per output with that output's set, `all` with
# those sets in order, and drvAttrs, what was given and nothing else.  Nothing is computed
# until a path is asked for.
given@{ outputs ? [ "out" ], ... }:
let
  answer = derivationStrict given;
  perOutput = map (output: { name = output; value = setFor output; }) outputs;
  shared = given // builtins.listToAttrs perOutput // {
    drvAttrs = given;
    all = map (one: one.value) perOutput;
  };
  setFor = output: shared // {
    type = "derivation";
    outputName = output;
    outPath = builtins.getAttr output answer;
    inherit (answer) drvPath;
  };
in
(builtins.head perOutput).value
