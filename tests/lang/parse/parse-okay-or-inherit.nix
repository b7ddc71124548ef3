{ inherit ({ or = 1; }) or; a.or.b = 1; }
