# The set of builtins: reaches itself, globals without prefix, underscored names.
with builtins; {
  self = builtins.builtins.builtins.typeOf 1;
  globals = [ true false null ];
  globalFunctions = map typeOf [ abort baseNameOf break derivation dirOf fromTOML import isNull map placeholder removeAttrs scopedImport throw toString ];
  underscored = [ (__add 1 2) (__length [ 1 ]) (__typeOf __head) (__substring 0 1 "ab") ];
  underscoredConstants = map typeOf [ __currentSystem __nixVersion __langVersion __storeDir __nixPath __currentTime ];
  types = map (n: [ n (typeOf builtins.${n}) ]) (filter (n: ! isFunction builtins.${n}) (attrNames (removeAttrs builtins [ "currentTime" "builtins" ])));
  langVersion = langVersion;
  nixVersionShape = match "2\\.[0-9]+.*" nixVersion != null;
  currentSystemShape = match "[^-]+-[a-z]+" currentSystem != null;
  orderIsBytes = sort lessThan (attrNames builtins) == attrNames builtins;
  shadowed = let builtins = { x = 1; }; in builtins;
  nixPath = nixPath;
  storeDir = storeDir;
}
