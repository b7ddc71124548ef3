# A missing attribute with nothing alike.
{ completely = 1; different = 2; }.x
