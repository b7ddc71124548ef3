# Inheriting a missing attribute into a set.
{ inherit ({ alpha = 1; }) alpah; }.alpah
