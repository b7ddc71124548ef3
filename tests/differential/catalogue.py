"""The builtins the generator knows: their signatures in the notation of ``shapes``.

A line is ``name weight? : signature``.  A builtin whose result is a record also
serves wherever one of the record's attributes does: ``(tryEval e).value``.
Builtins whose arguments must fit together in ways a signature can't say
(``genericClosure``, ``replaceStrings``, ``convertHash`` …) have productions of
their own in ``idioms``; their lines here make the ill-fitting calls.
"""

from __future__ import annotations

from dataclasses import dataclass

from .shapes import Shape, fields_of, parse_shape

SIGNATURES = """
add : n -> n -> n
sub : n -> n -> n
mul : n -> n -> n
div : n -> n -> n
bitAnd : int -> int -> int
bitOr : int -> int -> int
bitXor : int -> int -> int
lessThan : k -> k -> bool
ceil 2 : num -> int
floor 2 : num -> int
stringLength : string -> int
length : [any] -> int
compareVersions 1.5 : version -> version -> int
splitVersion 1.5 : version -> [string]
parseDrvName 0.6 : drvname -> {name: string, version: string}
all : (a -> bool) -> [a] -> bool
any : (a -> bool) -> [a] -> bool
elem : a -> [a] -> bool
elemAt 1.5 : [a] -> index -> a
head 0.6 : [a] -> a
tail : [a] -> [a]
filter : (a -> bool) -> [a] -> [a]
map 1.5 : (a -> b) -> [a] -> [b]
concatMap : (a -> [b]) -> [a] -> [b]
concatLists : [[a]] -> [a]
genList : (int -> a) -> small -> [a]
sort 1.5 : (k -> k -> bool) -> [k] -> [k]
foldl' 1.5 : (b -> a -> b) -> b -> [a] -> b
partition 0.5 : (a -> bool) -> [a] -> {right: [a], wrong: [a]}
groupBy : (a -> string) -> [a] -> {[a]}
genericClosure 0.1 : {startSet: [{key: k}], operator: {key: k} -> [{key: k}]} -> [{key: k}]
attrNames : {any} -> [string]
attrValues : {a} -> [a]
catAttrs : attr -> [{a}] -> [a]
getAttr 0.7 : attr -> {a} -> a
hasAttr : attr -> {any} -> bool
intersectAttrs : {any} -> {b} -> {b}
listToAttrs 1.5 : [{name: attr, value: a}] -> {a}
mapAttrs 1.5 : (string -> a -> b) -> {a} -> {b}
removeAttrs : {a} -> [attr] -> {a}
zipAttrsWith : (string -> [a] -> b) -> [{a}] -> {b}
functionArgs 0.6 : ({a: int, b: any} -> any) -> {bool}
unsafeGetAttrPos 0.3 : attr -> {any} -> any
toString 2 : p -> string
toString : any -> string
toJSON 1.5 : a -> string
fromJSON 1.5 : json -> any
toXML : any -> string
fromTOML 1.5 : toml -> any
typeOf : any -> string
isAttrs 0.4 : any -> bool
isBool 0.4 : any -> bool
isFloat 0.4 : any -> bool
isFunction 0.5 : any -> bool
isInt 0.4 : any -> bool
isList 0.4 : any -> bool
isNull 0.4 : any -> bool
isPath 0.4 : any -> bool
isString 0.4 : any -> bool
substring 1.5 : index -> index -> string -> string
replaceStrings 0.2 : [string] -> [string] -> string -> string
concatStringsSep 1.5 : string -> [string] -> string
match 2 : regex -> subject -> any
split 2 : regex -> subject -> [any]
hashString 1.2 : algo -> string -> string
convertHash 0.2 : {hash: string, hashAlgo: algo, toHashFormat: string} -> string
placeholder 0.3 : string -> string
baseNameOf 1.2 : pathtext -> string
dirOf 1.2 : pathtext -> string
dirOf 0.8 : path -> path
baseNameOf 0.4 : path -> string
toPath 0.3 : pathtext -> string
seq : any -> a -> a
deepSeq : any -> a -> a
trace 0.7 : any -> a -> a
traceVerbose 0.3 : any -> a -> a
warn 0.5 : string -> a -> a
break 0.02 : a -> a
addErrorContext 0.7 : string -> a -> a
tryEval 0.8 : a -> {success: bool, value: a}
throw 0.02 : string -> a
abort 0.01 : string -> a
hasContext 0.5 : context -> bool
getContext 0.5 : context -> any
unsafeDiscardStringContext 0.4 : context -> string
unsafeDiscardOutputDependency 0.3 : context -> string
addDrvOutputDependencies 0.2 : context -> string
appendContext 0.2 : context -> {{path: bool}} -> string
toFile 0.2 : attr -> string -> string
getEnv 0.3 : string -> string
pathExists 0.5 : file -> bool
readFile 0.5 : file -> string
readDir 0.4 : file -> {string}
readFileType 0.4 : file -> string
hashFile 0.3 : algo -> file -> string
import 0.3 : module -> any
scopedImport 0.3 : {any} -> module -> any
findFile 0.2 : [{path: string, prefix: string}] -> string -> path
storePath 0.1 : string -> string
"""

#: Builtins that are no functions, with the type of their value.
CONSTANTS = {
    "true": "bool",
    "false": "bool",
    "null": "null",
    "nixVersion": "string",
    "storeDir": "string",
    "currentSystem": "string",
    "langVersion": "int",
    "nixPath": "[any]",
}

#: Builtins in scope without ``builtins.``.
GLOBALS = frozenset(
    {
        "abort",
        "baseNameOf",
        "break",
        "derivation",
        "derivationStrict",
        "dirOf",
        "false",
        "fromTOML",
        "import",
        "isNull",
        "map",
        "null",
        "placeholder",
        "removeAttrs",
        "scopedImport",
        "throw",
        "toString",
        "true",
    }
)

#: How much more often than others these start a program: they succeed or are used seldom.
BOOSTS = {
    "fromTOML": 4,
    "match": 4,
    "split": 3,
    "fromJSON": 3,
    "readDir": 5,
    "findFile": 3,
    "hashFile": 3,
    "storePath": 2,
    "addDrvOutputDependencies": 2,
    "groupBy": 2,
    "toPath": 2,
    "convertHash": 2,
    "compareVersions": 2,
    "sort": 2,
    "genericClosure": 2,
    "zipAttrsWith": 1.5,
    "toXML": 2,
    "toJSON": 2,
    "toString": 2,
    "import": 1.5,
    "scopedImport": 2,
    "hashString": 2.5,
    "substring": 2,
    "unsafeGetAttrPos": 5,
    "isList": 1.7,
    "isAttrs": 1.7,
    "isBool": 1.7,
    "isInt": 1.7,
    "hasContext": 1.7,
    "placeholder": 1.7,
    "functionArgs": 1.7,
    "readFileType": 1.7,
    "splitVersion": 1.7,
    "typeOf": 1.7,
    "removeAttrs": 1.7,
    "getEnv": 1.7,
    "unsafeDiscardStringContext": 2,
    "replaceStrings": 2,
    "throw": 0.5,
    "abort": 0.5,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A builtin with its arguments and the result (of attribute *field* of it, where given)."""

    name: str
    arguments: tuple[Shape, ...]
    result: Shape
    weight: float
    field: str | None = None


def _entry(line: str) -> Entry:
    head, signature = line.split(" : ")
    name, _, weight = head.partition(" ")
    shape = parse_shape(signature)
    arguments = []
    while shape[0] == "fun":
        argument, result = shape[1], shape[2]
        assert isinstance(argument, tuple)
        assert isinstance(result, tuple)
        arguments.append(argument)
        shape = result
    return Entry(name, tuple(arguments), shape, float(weight or 1))


def _with_fields(entry: Entry) -> list[Entry]:
    if entry.result[0] != "record":
        return [entry]
    return [
        entry,
        *(
            Entry(entry.name, entry.arguments, shape, entry.weight, field)
            for field, shape in fields_of(entry.result)
        ),
    ]


ENTRIES: tuple[Entry, ...] = tuple(
    entry for line in SIGNATURES.strip().splitlines() for entry in _with_fields(_entry(line))
)
CONSTANT_SHAPES: dict[str, Shape] = {name: parse_shape(text) for name, text in CONSTANTS.items()}
