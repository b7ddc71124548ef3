# `import <nix/fetchurl.nix>`: a derivation that Nix's own builder `builtin:fetchurl` makes by
# downloading `url`.  Give the expected hash as `hash` (SRI), as `md5`, `sha1`, `sha256` or
# `sha512`, or as `outputHash` with `outputHashAlgo`.
{
  system ? "",
  url,
  hash ? "",
  md5 ? "",
  sha1 ? "",
  sha256 ? "",
  sha512 ? "",
  outputHash ?
    if hash != "" then hash
    else if sha512 != "" then sha512
    else if sha1 != "" then sha1
    else if md5 != "" then md5
    else sha256,
  outputHashAlgo ?
    if hash != "" then ""
    else if sha512 != "" then "sha512"
    else if sha1 != "" then "sha1"
    else if md5 != "" then "md5"
    else "sha256",
  executable ? false,
  unpack ? false,
  name ? baseNameOf (toString url),
  impure ? false,
}:

let
  expected =
    if impure
    then { __impure = true; }
    else { inherit outputHash outputHashAlgo; };
in
derivation (expected // {
  inherit name url executable unpack;
  builder = "builtin:fetchurl";
  outputHashMode = if unpack || executable then "recursive" else "flat";
  # The download happens on the machine that builds, whatever that is.
  system = "builtin";
  urls = [ url ];
  preferLocalBuild = true;
  # Fixed outputs may be fetched through the user's proxy.
  impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
})
