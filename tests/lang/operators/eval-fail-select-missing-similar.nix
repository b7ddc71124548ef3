# A missing attribute with a similar one present.
{ fooBar = 1; fooBaz = 2; other = 3; }.fooBaq
