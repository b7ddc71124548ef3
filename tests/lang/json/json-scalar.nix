# A float as JSON.
1.0 / 3
