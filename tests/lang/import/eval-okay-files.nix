# readFile, readDir, readFileType, pathExists on files beside this one.
with builtins; {
  text = readFile ./data/text;
  empty = readFile ./data/empty;
  binary = readFile ./data/binary;
  binaryLength = stringLength (readFile ./data/binary);
  dir = readDir ./data/tree;
  dirNames = attrNames (readDir ./data/tree);
  dirString = readDir (toString ./data/tree/sub);
  dirLink = readDir ./data/tree/dirlink;
  types = map (n: readFileType (./data/tree + "/${n}")) [ "a" "sub" "link" "broken" "dirlink" ];
  exists = map (n: pathExists (./data/tree + "/${n}")) [ "a" "sub" "link" "broken" "dirlink" "nothing" "sub/inner" "a/inner" "dirlink/inner" "b c" ".hidden" ];
  existsString = map pathExists [ "${toString ./data}/text" "${toString ./data}/text/" "${toString ./data}/" "${toString ./data}/." "${toString ./data}/text/." "${toString ./data}/none" ];
  existsRoot = map pathExists [ /. "/" "//" ];
  throughLink = readFile ./data/tree/link;
  hasContext = hasContext (readFile ./data/text);
  linkType = readFileType ./data/tree/link;
  readThroughDirLink = readFile ./data/tree/dirlink/inner;
}
