# A list for a set.
(args@{ a, ... }: a) [ ]
