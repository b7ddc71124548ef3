# Every algorithm, from every notation to every notation.
with builtins;
let
  notations = [ "base16" "nix32" "base64" "sri" ];
  to = toHashFormat: hash: hashAlgo: convertHash { inherit hash hashAlgo toHashFormat; };
  ways = algorithm: text: prefix: map
    (from: let there = to from (hashString algorithm text) algorithm; in
      map (notation: to notation (if from == "sri" then there else prefix + there) algorithm) notations)
    notations;
in
listToAttrs (map
  (name: { inherit name; value = map (text: [ (ways name text "") (ways name text "${name}:") ]) [ "" "abc" ]; })
  [ "md5" "sha1" "sha256" "sha512" "blake3" ])
// { files = map (a: map (hashFile a) [ ./data/empty ./data/text ]) [ "md5" "sha1" "sha256" "sha512" "blake3" ]; }
