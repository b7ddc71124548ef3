# builtins.flakeRefToString: the way back.
map builtins.flakeRefToString [
  { type = "github"; owner = "o"; repo = "r"; }
  { type = "github"; owner = "o"; repo = "r"; ref = "b"; }
  { type = "github"; owner = "o"; repo = "r"; dir = "sub"; }
  { type = "github"; owner = "o"; repo = "r"; rev = "0123456789012345678901234567890123456789"; }
  { type = "indirect"; id = "nixpkgs"; }
  { type = "indirect"; id = "nixpkgs"; ref = "b"; }
  { type = "git"; url = "https://example.org/repo"; ref = "main"; }
  { type = "git"; url = "https://example.org/repo"; shallow = true; }
  { type = "tarball"; url = "https://example.org/a.tar.gz"; }
  { type = "path"; path = "/a/b"; }
  { type = "gitlab"; owner = "o"; repo = "r"; host = "h.org"; }
]
