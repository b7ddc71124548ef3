# Derivations of every kind, by name; record.py has C++ Nix write them to a store of its own.
let
  inherit (builtins) addDrvOutputDependencies appendContext convertHash hashString listToAttrs;
  inherit (builtins) concatMap outputOf substring toFile unsafeDiscardOutputDependency;
  inherit (builtins) unsafeDiscardStringContext;

  sha256 = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  make = attrs: derivation ({ name = "a"; builder = "/bin/sh"; system = "x"; } // attrs);
  plain = make { };
  several = make { name = "several"; outputs = [ "out" "dev" "lib" ]; dep = plain; };
  fixed = make { name = "fixed"; outputHash = sha256; };
  floating = make { name = "floating"; __contentAddressed = true; outputs = [ "out" "dev" ]; };
  planner = make { name = "plan.drv"; outputHashMode = "text"; __contentAddressed = true; };
  impure = make { name = "impure"; __impure = true; };
  deferred = make { name = "deferred"; dep = floating.dev; outputs = [ "out" "bin" ]; };
  source = toFile "b" "${toFile "a" "content"}";

  algorithms = [ "md5" "sha1" "sha256" "sha512" "blake3" ];
  methods = [ "flat" "recursive" "nar" "text" "git" ];
  notations = [ "base16" "nix32" "base64" "sri" ];
  # What takes one algorithm only.
  possible = method: algorithm: {
    text = algorithm == "sha256";
    git = algorithm == "sha1" || algorithm == "sha256";
  }.${method} or true;
  over = list: function: listToAttrs (concatMap function list);
  entry = name: attrs: [ { inherit name; value = make ({ inherit name; } // attrs); } ];
in
{
  inherit plain several fixed floating planner impure deferred;
}
# --- kinds of output
// over methods (method: concatMap
  (algorithm:
    if possible method algorithm then
      entry "fixed-${method}-${algorithm}" {
        outputHash = hashString algorithm method;
        outputHashAlgo = algorithm;
        outputHashMode = method;
      }
      ++ entry "floating-${method}-${algorithm}" {
        __contentAddressed = true;
        outputHashAlgo = algorithm;
        outputHashMode = method;
      }
      ++ entry "impure-${method}-${algorithm}" {
        __impure = true;
        outputHashAlgo = algorithm;
        outputHashMode = method;
      }
    else [ ])
  algorithms)
# --- notations of hashes
// over algorithms (algorithm: concatMap
  (notation:
    let
      outputHash = convertHash {
        hash = hashString algorithm "x";
        hashAlgo = algorithm;
        toHashFormat = notation;
      };
    in
    entry "bare-${notation}-${algorithm}" { inherit outputHash; outputHashAlgo = algorithm; }
    ++ (if notation == "sri" then entry "sri-${algorithm}" { inherit outputHash; }
    else entry "prefixed-${notation}-${algorithm}" { outputHash = "${algorithm}:${outputHash}"; }))
  notations)
// {
  hash-empty = make { name = "hash-empty"; outputHash = ""; outputHashAlgo = "sha256"; };
  hash-unpadded = make { name = "unpadded"; outputHash = substring 0 50 sha256; };
  hash-options = make { name = "options"; outputHash = sha256 + "?x"; outputHashAlgo = "odd"; };
  hash-upper = make { name = "u"; outputHash = "D41D8CD98F00B204E9800998ECF8427E"; outputHashAlgo = "md5"; };
  # The provenance of what is fixed does not matter.
  fixed-with-input = make { name = "fixed"; outputHash = sha256; dep = plain; };
  user-of-fixed = make { name = "user"; dep = fixed; };
  user-of-fixed-with-input =
    make { name = "user"; dep = make { name = "fixed"; outputHash = sha256; dep = plain; }; };
  fixed-on-floating = make { name = "fixed-on-floating"; dep = floating; outputHash = sha256; };
  fixed-addressed = make { name = "both"; outputHash = sha256; __contentAddressed = true; };
  floating-input = make { name = "floating-input"; dep = floating; __contentAddressed = true; };
  impure-input = make { name = "impure-input"; dep = impure; };
  deferred-twice = make { name = "deferred-twice"; dep = deferred; };
  dynamic = make { name = "dynamic"; dep = outputOf planner.outPath "out"; };
  dynamic-both = make { name = "both"; a = outputOf planner.outPath "out"; b = planner; };
  dynamic-twice =
    make { name = "twice"; dep = outputOf (outputOf planner.outPath "out") "dev"; };
  outputs-order = make { name = "order"; outputs = [ "z" "out" "a" "a-b" ]; };
  outputs-without-out = make { name = "no-out"; outputs = [ "lib" ]; out = "mine"; };
  outputs-shadow = make { name = "shadow"; outputs = [ "out" "dev" ]; out = "x"; dev = plain; };
  outputs-text = derivationStrict {
    name = "text";
    builder = "b";
    system = "x";
    outputs = " dev \t out\n";
  };
}
# --- contexts
// {
  user = make { name = "user"; a = several.dev; b = several; c = fixed; d = plain; };
  context-source = make { name = "source"; dep = source; tree = ./tree; file = ./tree/run; };
  context-filtered = make {
    name = "filtered";
    a = builtins.filterSource (path: type: type == "regular") ./tree;
    b = builtins.path { path = ./tree/run; name = "flat"; recursive = false; };
    c = builtins.path { path = ./tree; filter = path: type: type != "symlink"; };
  };
  context-whole = make { name = "whole"; dep = several.drvPath; };
  context-whole-of-sources = make { name = "whole"; dep = (make { inherit source; }).drvPath; };
  context-derivation-file =
    make { name = "file"; dep = unsafeDiscardOutputDependency several.drvPath; };
  context-added = make {
    name = "added";
    dep = addDrvOutputDependencies (unsafeDiscardOutputDependency plain.drvPath);
  };
  context-dropped = make { name = "dropped"; dep = unsafeDiscardStringContext several.outPath; };
  context-appended = make {
    name = "appended";
    dep = appendContext "x" {
      ${unsafeDiscardStringContext several.drvPath} = { outputs = [ "lib" "dev" ]; path = true; };
    };
  };
  context-everywhere = make {
    name = "everywhere";
    builder = "${plain}/bin/sh";
    args = [ several.dev [ fixed ] "-c" ];
    text = "a ${several.lib} b ${source}";
    empty = substring 0 0 "${deferred.bin}";
  };
  context-placeholder = make { name = "placeholder"; dep = placeholder "out"; };
}
# --- the environment
// {
  args = make { name = "args"; args = [ "-c" "echo \"$out\"\n\t\\" "" ]; };
  args-coerced = make { name = "args"; args = [ 1 2.5 null true [ "a" [ "b" ] ] ./tree/plain ]; };
  bytes = make {
    name = "bytes";
    text = "größe \r\n\t\"\\ ½";
    "with space" = "é";
    "\"\n\\" = "quoted";
    latin = substring 0 1 "é";
  };
  coerced = make {
    name = "coerced";
    nothing = null;
    yes = true;
    no = false;
    integer = -9223372036854775807;
    float = 1.5;
    large = 1.0e20;
    small = 1.0e-7;
    empty = [ ];
    list = [ 1 "a" null true [ "b" [ ] [ [ 2.5 ] ] ] plain ./tree/plain ];
    path = ./tree;
    derivation = plain;
    set = { outPath = "o"; other = throw "unused"; };
    nested = { outPath = { outPath = plain; }; };
    text = { __toString = self: "t${self.v}"; v = "u"; };
    both = { __toString = self: "s"; outPath = throw "unused"; };
    callable = { __functor = self: x: x; outPath = "callable"; };
    set-of-path = { outPath = ./tree/run; };
  };
  coerced-builder = make { name = "builder"; builder = ./tree/run; system = [ "x" 1 ]; };
  ignored-nulls = make { name = "nulls"; __ignoreNulls = true; a = null; args = null; b = [ null ]; };
  kept-nulls = make { name = "nulls"; __ignoreNulls = false; a = null; };
  false-flags = make {
    name = "flags";
    __structuredAttrs = false;
    __contentAddressed = false;
    __impure = false;
  };
  # Nothing of this is looked at before the derivation is built.
  options = make {
    name = "options";
    passAsFile = [ "text" 5 ];
    text = "x";
    allowedReferences = [ "out" plain ];
    allowedRequisites = [ ];
    disallowedReferences = several.dev;
    disallowedRequisites = 7;
    maxSize = "large";
    outputChecks = "none";
    unsafeDiscardReferences = true;
    exportReferencesGraph = [ "odd" ];
    preferLocalBuild = "perhaps";
    allowSubstitutes = false;
    requiredSystemFeatures = [ "kvm" "big-parallel" ];
    __noChroot = "yes";
    __impureHostDeps = "/etc/hosts";
    __sandboxProfile = null;
    impureEnvVars = [ "HOME" ];
    meta = "kept";
  };
  long-name = make { name = substring 0 207 (hashString "sha512" "" + hashString "sha512" ""); };
  odd-name = make { name = ".+-_?=Az09"; };
  json-text = make {
    name = "json";
    __json = ''
      { "b": [1, -0, 1.0, 1e3, 18446744073709551615, 18446744073709551616, -9223372036854775809],
        "a": "\u0000é\ud83d\ude00\/\u007f", "a": null, "c": {"z": true, "": []} }
    '';
  };
}
# --- structured attributes
// {
  structured = make {
    name = "structured";
    __structuredAttrs = true;
    list = [ 1 2.5 null { a = "é\n"; } ];
    dep = several;
    outputs = [ "out" "dev" ];
  };
  structured-empty = make { name = "structured"; __structuredAttrs = true; };
  structured-values = make {
    name = "values";
    __structuredAttrs = true;
    args = [ "a" 1 true ];
    nothing = null;
    yes = true;
    integer = -9223372036854775807;
    floats = [ 1.0 0.1 1.0e20 1.0e-7 (-0.0) 1.0e300 ];
    text = "\"\\\n\r\t/é";
    empty = { list = [ ]; set = { }; string = ""; };
    deep = { b = [ { a = [ [ { } ] ]; } ]; a = { "odd key\"" = 1; }; };
    path = ./tree/plain;
    derivation = plain;
    outputs-of = [ several.dev several.lib floating ];
    whole = plain.drvPath;
    text-of = { __toString = self: "s"; };
    out-path = { outPath = { outPath = 5; }; };
    __json = "an attribute";
  };
  structured-nulls = make {
    name = "nulls";
    __structuredAttrs = true;
    __ignoreNulls = true;
    a = null;
    b = { c = null; };
  };
  structured-fixed = make {
    name = "fixed";
    __structuredAttrs = true;
    outputHash = sha256;
    outputHashAlgo = "sha256";
    outputHashMode = "recursive";
  };
  structured-floating = make {
    name = "floating";
    __structuredAttrs = true;
    __contentAddressed = true;
    outputs = [ "out" "dev" ];
    self = placeholder "dev";
  };
  structured-impure = make { name = "impure"; __structuredAttrs = true; __impure = true; };
  structured-deferred = make { name = "deferred"; __structuredAttrs = true; dep = floating; };
  structured-dynamic =
    make { name = "dynamic"; __structuredAttrs = true; dep = outputOf planner.outPath "out"; };
  structured-options = make {
    name = "options";
    __structuredAttrs = true;
    outputs = [ "out" "dev" ];
    passAsFile = [ "x" ];
    outputChecks = {
      out = { allowedReferences = [ plain "dev" ]; maxSize = 10; };
      dev.disallowedRequisites = [ several.lib ];
    };
    unsafeDiscardReferences.out = true;
    exportReferencesGraph.graph = [ plain several.dev ];
    requiredSystemFeatures = [ "kvm" ];
    preferLocalBuild = true;
    __noChroot = true;
    impureEnvVars = [ "HOME" ];
  };
}
