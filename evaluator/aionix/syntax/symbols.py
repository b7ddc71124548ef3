"""The order in which this process first saw each name.

C++ Nix walks attribute sets in the order of its symbol table wherever it does
not sort, and that order shows: it decides which of two errors is met first.
The parser lists the names of each source in the order in which Nix's parser would
number them; ``see`` numbers them.  So does whoever takes the code of a source from
a cache instead of parsing it.

Invariant: an index is never given away twice and never changes (but ``reset``).  The numbers
are consecutive, so ``len(order)`` is the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

#: The names that Nix numbers before it reads any source and that programs use, in its order.
PREDEFINED = (
    "<with>", "outPath", "drvPath", "type", "meta", "name", "value", "system", "__overrides",
    "outputs", "outputName", "__ignoreNulls", "file", "line", "column", "__functor",
    "__toString", "right", "wrong", "__structuredAttrs", "__json", "allowedReferences",
    "allowedRequisites", "disallowedReferences", "disallowedRequisites", "maxSize",
    "maxClosureSize", "builder", "args", "__contentAddressed", "__impure", "outputHash",
    "outputHashAlgo", "outputHashMode", "recurseForDerivations", "description", "self", "",
    "startSet", "operator", "key", "path", "prefix", "outputSpecified", "__sub", "__lessThan",
    "__mul", "__div", "or", "__findFile", "__nixPath", "body",
)  # fmt: skip

#: What follows: the builtins, as they are declared one after the other, and what the
#: definition of ``derivation`` names.
BUILTINS = (
    "builtins", "true", "false", "null", "currentTime", "currentSystem", "nixVersion",
    "storeDir", "langVersion", "traceVerbose", "nixPath", "scopedImport", "import", "typeOf",
    "isNull", "isFunction", "isInt", "isFloat", "isString", "isBool", "isPath",
    "genericClosure", "break", "abort", "throw", "addErrorContext", "ceil", "floor", "tryEval",
    "getEnv", "seq", "deepSeq", "trace", "warn", "derivationStrict", "placeholder", "toPath",
    "storePath", "pathExists", "baseNameOf", "dirOf", "readFile", "findFile", "hashFile",
    "readFileType", "readDir", "toXML", "toJSON", "fromJSON", "toFile", "filterSource",
    "attrNames", "attrValues", "getAttr", "unsafeGetAttrPos", "hasAttr", "isAttrs",
    "removeAttrs", "listToAttrs", "intersectAttrs", "catAttrs", "functionArgs", "mapAttrs",
    "zipAttrsWith", "isList", "elemAt", "head", "tail", "map", "filter", "elem", "concatLists",
    "length", "foldl'", "any", "all", "genList", "sort", "partition", "groupBy", "concatMap",
    "add", "sub", "mul", "div", "bitAnd", "bitOr", "bitXor", "lessThan", "toString",
    "substring", "stringLength", "hashString", "convertHash", "match", "split",
    "concatStringsSep", "replaceStrings", "parseDrvName", "compareVersions", "splitVersion",
    "unsafeDiscardStringContext", "hasContext", "unsafeDiscardOutputDependency",
    "addDrvOutputDependencies", "getContext", "appendContext", "fetchMercurial", "fetchurl",
    "fetchTarball", "fetchGit", "fromTOML", "getFlake", "parseFlakeRef", "flakeRefToString",
    "derivation", "strict", "drvAttrs", "commonAttrs", "outputsList", "x",
    "outputToAttrListElement",
)  # fmt: skip

#: Names that are numbered, some 200 bytes each; those seen later come behind all of them.
LIMIT = 1 << 19

#: Name (a nix string) to index.  Names are added by ``see`` only.
order: dict[str, int] = {}
_lock = Lock()


def see(names: Iterable[str]) -> None:
    """Number those of *names* that were not seen before, in their order.

    ``LIMIT`` of them: what strangers send to a service must not fill its memory.
    """
    number = order.setdefault
    with _lock:  # large sources are parsed in threads
        for name in names:
            if len(order) < LIMIT:
                number(name, len(order))


def reset() -> None:
    """Start afresh, like a new process of Nix: what the command line does at each run.

    An evaluation that is under way goes on with the new order.
    """
    order.clear()
    see(PREDEFINED + BUILTINS)


reset()

#: Where names that are only computed are sorted: numbering them would keep them for ever.
_LAST = 1 << 62


def symbol_sorted(names: Iterable[str]) -> list[str]:
    """*names* in the order in which Nix walks a set that has them."""
    names = tuple(names)
    try:
        return sorted(names, key=order.__getitem__)
    except KeyError:
        number = order.get
        return sorted(names, key=lambda name: number(name, _LAST))
