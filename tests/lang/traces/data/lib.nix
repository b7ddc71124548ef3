# A library that other cases import.
{
  twice = x: x * 2;
  apply = f: v: f v;
}
