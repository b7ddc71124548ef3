# Hashes at the block boundaries of their algorithms.
let repeat = n: builtins.concatStringsSep "" (builtins.genList (x: "a") n); in
map (n: map (t: builtins.hashString t (repeat n)) [ "md5" "sha1" "sha256" "sha512" ]) [ 0 1 55 56 57 63 64 65 111 112 119 127 128 129 1000 ]
