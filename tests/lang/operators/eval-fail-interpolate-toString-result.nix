# __toString that returns an integer.
"${{ __toString = self: 1; }}"
