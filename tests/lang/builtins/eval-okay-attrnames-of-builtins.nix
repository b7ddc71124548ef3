# All the names that the language has, without the five that fetch (a later issue).
builtins.attrNames (removeAttrs builtins [ "fetchGit" "fetchMercurial" "fetchTarball" "fetchurl" "getFlake" ])
