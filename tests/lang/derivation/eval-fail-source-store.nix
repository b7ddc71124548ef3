# The store itself is no source: what lies in it besides its objects is nobody's business.
"${/nix/store}"
