# builtins.convertHash from every format to every format.
with builtins;
let
  hex = {
    md5 = "900150983cd24fb0d6963f7d28e17f72";
    sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    sha512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
  };
  formats = [ "base16" "nix32" "base32" "base64" "sri" ];
  to = f: h: a: convertHash { hash = h; hashAlgo = a; toHashFormat = f; };
in {
  fromHex = mapAttrs (a: h: map (f: to f h a) formats) hex;
  back = mapAttrs (a: h: map (f: to "base16" (to f h a) a == h) [ "base16" "nix32" "base64" "sri" ]) hex;
  sriNamesAlgo = convertHash { hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="; toHashFormat = "base16"; };
  prefixed = convertHash { hash = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; toHashFormat = "nix32"; };
  prefixedMatching = convertHash { hash = "md5:900150983cd24fb0d6963f7d28e17f72"; hashAlgo = "md5"; toHashFormat = "sri"; };
  upperHex = convertHash { hash = "900150983CD24FB0D6963F7D28E17F72"; hashAlgo = "md5"; toHashFormat = "base16"; };
  extraAttrs = convertHash { hash = hex.md5; hashAlgo = "md5"; toHashFormat = "base64"; extra = throw "ignored"; };
}
