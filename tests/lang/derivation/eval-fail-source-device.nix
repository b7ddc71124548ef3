# A device has no place in the store.
"${/dev/null}"
