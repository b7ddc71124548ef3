# NIX_PATH is the search path, after what -I gives.
{
  nixPath = builtins.nixPath;
}
