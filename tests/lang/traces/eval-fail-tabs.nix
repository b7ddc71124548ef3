# An error after tabs.
let
	a = 1;
in
	a	+	{ }.b
