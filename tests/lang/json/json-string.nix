# A string as JSON.
"é\u{}<>&'"
