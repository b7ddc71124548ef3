# builtins.getEnv: empty for what is not set.
map builtins.getEnv [ "AIONIX_LANG" "AIONIX_EMPTY" "AIONIX_NOT_SET" "" "HOME" "A=B" ]
