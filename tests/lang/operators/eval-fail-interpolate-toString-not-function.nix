# __toString that is no function.
"${{ __toString = "x"; }}"
