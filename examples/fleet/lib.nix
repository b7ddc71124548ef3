# A small module system: options with types and defaults, definitions merged by priority.
#
# A module is a function from { config, lib, name, ... } to { options ? { }, config ? { } }.
# Both may be spread over any number of modules.  `config` is the final result, so a module can
# use what others define: everything here is lazy, and a fixed point ties the knot.
let
  inherit (builtins)
    all attrNames attrValues concatLists concatMap concatStringsSep elem filter foldl' hasAttr
    head isAttrs isBool isInt isList isString length listToAttrs map mapAttrs sort typeOf;

  # --- values with a priority -------------------------------------------------------------

  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  mkDefault = mkOverride 1000;
  mkForce = mkOverride 50;
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOption = option: { _type = "option"; } // option;

  is = type: value: isAttrs value && value._type or null == type;

  # What a definition amounts to: a list of values without conditions.
  discharge = value:
    if is "if" value then (if value.condition then discharge value.content else [ ])
    else if is "merge" value then concatMap discharge value.contents
    else [ value ];

  # The same for a set of definitions, without looking at a condition: it goes to each of them.
  pushDown = value:
    if is "if" value
    then map (mapAttrs (name: mkIf value.condition)) (pushDown value.content)
    else if is "merge" value then concatMap pushDown value.contents
    else [ value ];

  priorityOf = value: if is "override" value then value.priority else 100;
  contentOf = value: if is "override" value then value.content else value;

  # --- types ------------------------------------------------------------------------------

  scalar = name: check: {
    inherit name check;
    merge = place: values:
      if all (value: value == head values) values then head values
      else throw "option '${place}' has ${toString (length values)} conflicting definitions";
  };

  types = {
    bool = scalar "bool" isBool;
    int = scalar "int" isInt;
    string = scalar "string" isString;
    port = scalar "port" (value: isInt value && 0 < value && value < 65536);
    enum = allowed: scalar "one of ${concatStringsSep ", " allowed}" (value: elem value allowed);
    lines = {
      name = "lines";
      check = isString;
      merge = place: concatStringsSep "\n";
    };
    listOf = type: {
      name = "list of ${type.name}";
      check = value: isList value && all type.check value;
      merge = place: concatLists;
    };
    attrsOf = type: {
      name = "set of ${type.name}";
      check = isAttrs;
      merge = place: values:
        let names = unique (concatMap attrNames values); in
        listToAttrs (map
          (name: {
            inherit name;
            value = mergeDefinitions "${place}.${name}" type
              (concatMap (value: if hasAttr name value then [ value.${name} ] else [ ]) values);
          })
          names);
    };
    submodule = options: {
      name = "submodule";
      check = isAttrs;
      merge = place: values: mergeOptions place options values;
    };
  };

  # --- merging ----------------------------------------------------------------------------

  mergeDefinitions = place: type: definitions:
    let
      values = concatMap discharge definitions;
      strongest = foldl' (best: value: min best (priorityOf value)) 9999 values;
      chosen = map contentOf (filter (value: priorityOf value == strongest) values);
      bad = filter (value: !type.check value) chosen;
    in
    if values == [ ] then throw "option '${place}' is used but not defined"
    else if bad != [ ] then throw "option '${place}' is a ${typeOf (head bad)}, not a ${type.name}"
    else type.merge place chosen;

  # Options are a tree; the definitions are laid over it.
  mergeOptions = place: options: definitions:
    let
      at = name: if place == "" then name else "${place}.${name}";
      sets = concatMap pushDown definitions;
      unknown = filter (name: !hasAttr name options) (concatMap attrNames sets);
      merge = name: option:
        let
          here = at name;
          given = concatMap (set: if hasAttr name set then [ set.${name} ] else [ ]) sets;
          default = if option ? default then [ (mkOverride 1500 option.default) ] else [ ];
        in
        if !is "option" option then mergeOptions here option given
        else mergeDefinitions here option.type (default ++ given);
    in
    if unknown != [ ] then throw "there is no option '${at (head unknown)}'"
    else mapAttrs merge options;

  mergeTrees = a: b:
    a // mapAttrs
      (name: value:
        if hasAttr name a && isAttrs value && isAttrs a.${name} && !is "option" value
        then mergeTrees a.${name} value
        else value)
      b;

  evalModules = { modules, arguments ? { } }:
    let
      call = module: (if isAttrs module then module else module (arguments // { inherit config lib; }));
      called = map call modules;
      options = foldl' mergeTrees { } (map (module: module.options or { }) called);
      config = mergeOptions "" options (map (module: module.config or { }) called);
      failed = filter (assertion: !assertion.holds) config.assertions;
    in
    if failed != [ ]
    then throw "failed assertions: ${concatStringsSep "; " (map (a: a.message) failed)}"
    else config;

  # --- odds and ends ----------------------------------------------------------------------

  min = a: b: if a < b then a else b;
  unique = names: attrNames (listToAttrs (map (name: { inherit name; value = null; }) names));
  optionals = condition: list: if condition then list else [ ];
  mapAttrsToList = f: set: attrValues (mapAttrs f set);
  indent = by: text:
    let lines = filter isString (builtins.split "\n" text); in
    concatStringsSep "\n" (map (line: if line == "" then "" else by + line) lines);

  # Sections of `key = value` lines, as many programs read them.
  toINI = sections:
    let
      show = value:
        if isBool value then (if value then "yes" else "no")
        else if isList value then concatStringsSep " " (map toString value)
        else toString value;
      section = name: keys:
        "[${name}]\n" + concatStringsSep "" (mapAttrsToList (key: value: "${key}=${show value}\n") keys);
    in
    concatStringsSep "\n" (mapAttrsToList section sections);

  lib = {
    inherit
      evalModules indent mapAttrsToList mkDefault mkForce mkIf mkMerge mkOption optionals toINI
      types unique;
  };
in
lib
