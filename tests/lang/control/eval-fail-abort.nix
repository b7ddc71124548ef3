# abort.
abort "message"
