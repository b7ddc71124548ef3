{ name = "default of sub"; }
