# What was put into the store is there: texts, sources, copies of them, with their references.
let
  text = builtins.toFile "a" "[ 1 2 ]";
  user = builtins.toFile "user" "{ see = ${text}; length = builtins.length (import ${text}); }";
  copy = builtins.path { path = user; name = "copy"; };
  context = string: builtins.attrNames (builtins.getContext string);
in
{
  imported = import text;
  length = (import user).length;
  scoped = builtins.scopedImport { builtins.length = list: 3; import = x: x; } user;
  references = context (builtins.readFile user);
  of-a-copy = context (builtins.readFile copy);
  of-the-path = context copy;
  stored = context (builtins.storePath (builtins.unsafeDiscardStringContext user));
  type = builtins.readFileType user;
  hash = builtins.hashFile "sha256" user;
  exists = map builtins.pathExists [ user copy "${user}/x" "${user}/" ];
  found = builtins.findFile [ { prefix = "a"; path = user; } ] "a";
  filtered = builtins.filterSource (name: kind: false) "${text}";
}
