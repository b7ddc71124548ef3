# A dynamic attribute name that is a list.
{ a = 1; ${[ ]} = 2; }
