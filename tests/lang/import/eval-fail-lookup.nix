# A look-up path without an entry.
<nowhere>
