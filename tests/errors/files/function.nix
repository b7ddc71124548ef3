{
  name,
  version ? "1.0",
}:
"${name}-${version}"
