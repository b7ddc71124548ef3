# A dynamic attribute name that is a set with outPath.
{ ${{ outPath = "x"; }} = 2; }
