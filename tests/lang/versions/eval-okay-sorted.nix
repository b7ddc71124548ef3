# Versions put in order.
builtins.sort (a: b: builtins.compareVersions a b < 0) [
  "1.0" "1.0.1" "1.0pre1" "1.0-rc1" "1.0rc2" "1.0a" "1.0b" "1.0.0" "0.9" "0.10" "1.10" "1.9" "2" "2.0" "1.0-1" "1.0-2" "1.0_1" "1.0+git" "unstable-2024-01-01" "unstable-2023-12-31" "2024-01-01" "1.0.pre" "1.0alpha" "1.0beta3" "1.0.a.1" "" "v1" "10" "9" "1.0.0-beta" "1e5" "1.0p1" "8u202" "8u5" "2.3.1.4.5" "r123" "r99"
]
