with { }; [ (a or) b or ]
