{ x }:

x + missing
