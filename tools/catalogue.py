"""The catalogue of screen text: from the code to data/locale, and back as a check.

    catalogue.py extract            write data/locale/console.pot from the code
    catalogue.py missing [PATH...]  untranslated messages as JSON, to be filled in (only those of PATH)
    catalogue.py add FILE.json      merge {message: Vietnamese}; a plural's key is "singular|plural"
    catalogue.py compile            write both .mo files
    catalogue.py check              exit 1 and say what differs between code, catalogues and .mo files
    catalogue.py prune              forget translations whose message has left the code

Output carries no dates and no line numbers and is sorted, so that a change of wording changes one entry.
A translation whose message is not in the code is kept at the end of vi.po (`#~`) and comes back with it.
"""

import argparse
import ast
import gettext
import io
import json
import os
import string
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "data" / "locale"
SOURCES = ("app.py", "console", "screens", "data")
LANGUAGES = ("vi", "en")
PLURAL_FORMS = {"vi": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
MARKERS = ("_", "n_", "mark")

Key = str | tuple[str, str]
"""A message id: the text, or (singular, plural)."""


class CatalogueError(Exception):
    """Something in the code or in a JSON file that no catalogue can hold; the text says where."""


class FixedCatalog(Catalog):
    """A catalogue whose header never changes from one run to the next."""

    def __init__(self, lang: str | None) -> None:
        super().__init__(locale=lang, fuzzy=False)
        self.fixed_lang = lang

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Name and value of each header line."""
        lines = [
            ("Project-Id-Version", "emulation-bloc-console"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]
        if self.fixed_lang:
            lines += [("Language", self.fixed_lang), ("Plural-Forms", PLURAL_FORMS[self.fixed_lang])]
        return lines


@dataclass(slots=True)
class Found:
    """What the code asks to be translated.

    Attributes:
        places: message id -> files that use it, relative to the root.
        problems: calls that cannot be translated, each as `file:line: sentence`.
    """

    places: dict[Key, set[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def nfc(text: str) -> str:
    """The text in the one Unicode form the whole program keeps."""
    return unicodedata.normalize("NFC", text)


def show(key: Key) -> str:
    """The message id as it stands in JSON: a plural as "singular|plural"."""
    return key if isinstance(key, str) else "|".join(key)


def sources(root: Path) -> Iterator[Path]:
    """Every Python file whose text is translated."""
    for name in SOURCES:
        start = root / name
        yield from [start] if start.is_file() else sorted(start.rglob("*.py"))


def extract(root: Path = ROOT) -> Found:
    """Collect the messages of the modules that import from console.language."""
    found = Found()
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"), name)
        except (SyntaxError, UnicodeDecodeError) as problem:
            found.problems.append(f"{name}: cannot be read as Python: {problem}")
            continue
        names = dict(_markers(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (marker := _called(node.func, names)):
                _take(node, marker, name, found)
    return found


def _markers(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Local name -> marker, as the module imports them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "console.language":
            for alias in node.names:
                if alias.name in MARKERS:
                    yield alias.asname or alias.name, alias.name


def _called(function: ast.expr, names: Mapping[str, str]) -> str | None:
    """Which marker is called, if one is."""
    if isinstance(function, ast.Name):
        return names.get(function.id)
    if (
        isinstance(function, ast.Attribute)
        and function.attr in MARKERS
        and isinstance(function.value, ast.Name)
        and function.value.id == "language"
    ):
        return function.attr
    return None


def _take(call: ast.Call, marker: str, name: str, found: Found) -> None:
    """Add the messages of one call, or the reason why it has none."""
    wanted = 2 if marker == "n_" else 1
    parts = [list(_literals(argument)) for argument in call.args[:wanted]]
    for argument in call.args[:wanted]:
        inner = argument.func if isinstance(argument, ast.Call) else argument
        if isinstance(argument, ast.JoinedStr):
            found.problems.append(f"{name}:{call.lineno}: an f-string cannot be translated; use .format()")
        elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Constant):
            found.problems.append(f"{name}:{call.lineno}: translate first, then .format()")
    keys: Iterable[Key]
    if marker == "n_":
        keys = [(parts[0][0], parts[1][0])] if len(parts) == 2 and all(parts) else []
        if not keys:
            found.problems.append(f"{name}:{call.lineno}: n_() needs two literal texts and a number")
    else:
        keys = [text for texts in parts for text in texts]
    for key in keys:
        found.places.setdefault(key, set()).add(name)


def _literals(argument: ast.expr) -> Iterator[str]:
    """The texts an argument can be: a literal, or either side of `a if b else c`."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def po_path(lang: str, locale: Path = LOCALE) -> Path:
    """Where the catalogue of a language stands."""
    return locale / lang / "LC_MESSAGES" / "console.po"


def translations(locale: Path = LOCALE) -> dict[Key, str]:
    """Vietnamese of every message that vi.po knows, those that left the code included; "" = not yet."""
    path = po_path("vi", locale)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale="vi")
    return {_key(message): _text(message) for message in [*catalog, *catalog.obsolete.values()] if message.id}


def _key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _text(message: Message) -> str:
    text = message.string
    return str(text) if isinstance(text, str) else str(text[0] if text else "")


def build(lang: str | None, found: Found, vietnamese: Mapping[Key, str]) -> FixedCatalog:
    """The catalogue of a language (None: the template), from the code and the Vietnamese texts."""
    catalog = FixedCatalog(lang)
    for key in sorted(found.places, key=show):
        text: str | tuple[str, ...]
        if lang == "en":
            text = key
        else:
            single = vietnamese.get(key, "") if lang else ""
            text = single if isinstance(key, str) else (single,) if lang else ("", "")
        catalog.add(key, text, locations=[(place, 0) for place in sorted(found.places[key])])
    if lang == "vi":
        for key in sorted(set(vietnamese) - set(found.places), key=show):
            if single := vietnamese[key]:
                text = single if isinstance(key, str) else (single,)
                catalog.obsolete[key] = Message(key, text)
    return catalog


def po_bytes(catalog: FixedCatalog) -> bytes:
    """The catalogue as a .po file."""
    head = "# Screen text of the emulation bloc's conference console. Written by tools/catalogue.py.\n"
    head += 'msgid ""\nmsgstr ""\n'
    head += "".join(f'"{name}: {value}\\n"\n' for name, value in catalog.mime_headers) + "\n"
    body = io.BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return head.encode() + body.getvalue()


def mo_bytes(catalog: FixedCatalog) -> bytes:
    """The catalogue as gettext reads it; the same bytes for the same messages."""
    body = io.BytesIO()
    write_mo(body, catalog)
    return body.getvalue()


def put(path: Path, content: bytes) -> None:
    """Replace a file as a whole, and leave an equal one alone."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def write_all(found: Found, vietnamese: Mapping[Key, str], locale: Path = LOCALE) -> None:
    """Write the template, both catalogues and both compiled files."""
    put(locale / "console.pot", po_bytes(build(None, found, vietnamese)))
    for lang in LANGUAGES:
        catalog = build(lang, found, vietnamese)
        put(po_path(lang, locale), po_bytes(catalog))
        put(po_path(lang, locale).with_suffix(".mo"), mo_bytes(catalog))


def fields(text: str) -> set[str]:
    """Names of the `{fields}` in a text; a text that is no format string has none."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def wrong_fields(key: Key, text: str) -> str | None:
    """Say how the fields of a translation differ from its message, or None when they agree."""
    wanted = fields(key if isinstance(key, str) else key[1])
    if not text or fields(text) == wanted:
        return None
    given = sorted(fields(text))
    return f"fields differ: {show(key)!r} has {sorted(wanted)}, its Vietnamese {text!r} has {given}"


def add(additions: Mapping[str, object], root: Path = ROOT) -> list[str]:
    """Merge Vietnamese texts and write everything anew.

    Args:
        additions: message (a plural as "singular|plural") -> Vietnamese; an empty text is passed over.
        root: the folder of the program.

    Returns:
        Sentences a person should read: messages the code does not have (yet), texts that changed.

    Raises:
        CatalogueError: a value is not text or its fields differ from the message; nothing is merged then.
    """
    found = extract(root)
    known: dict[str, Key] = {show(key): key for key in found.places}
    locale = root / "data" / "locale"
    texts = translations(locale)
    notes = list(found.problems)
    for name, value in additions.items():
        if not isinstance(value, str):
            raise CatalogueError(
                f"{name!r}: the Vietnamese must be a text, not {value!r}; nothing was merged"
            )
        if not value.strip():
            continue
        key = known.get(name)
        if key is None:
            notes.append(f"not in the code (kept until it is): {name!r}")
            singular, bar, plural = name.partition("|")
            key = (singular, plural) if bar else name
        text = nfc(value)
        if problem := wrong_fields(key, text):
            raise CatalogueError(f"{problem}; nothing was merged")
        if texts.get(key) and texts[key] != text:
            notes.append(f"changed: {name!r}: {texts[key]!r} -> {text!r}")
        texts[key] = text
    write_all(found, texts, locale)
    return notes


def missing(found: Found, vietnamese: Mapping[Key, str], paths: Sequence[str] = ()) -> dict[str, str]:
    """Messages of the code (of `paths`, when given) that have no Vietnamese yet, ready to be filled in."""
    return {
        show(key): ""
        for key in sorted(found.places, key=show)
        if not vietnamese.get(key)
        and (not paths or any(place.startswith(path) for path in paths for place in found.places[key]))
    }


def check(root: Path = ROOT) -> list[str]:
    """Everything in which code, catalogues and compiled files differ; empty when all agree."""
    locale = root / "data" / "locale"
    found = extract(root)
    texts = translations(locale)
    problems = list(found.problems)
    problems += [f"no Vietnamese: {name!r} ({_where(found, name)})" for name in missing(found, texts)]
    problems += [
        f"left the code, still in vi.po (catalogue.py prune): {show(key)!r}"
        for key in sorted(set(texts) - set(found.places), key=show)
    ]
    for key, text in texts.items():
        if problem := wrong_fields(key, text):
            problems.append(problem)
        if not unicodedata.is_normalized("NFC", text + show(key)):
            problems.append(f"not NFC: {show(key)!r}")
    for lang in LANGUAGES:
        path = po_path(lang, locale).with_suffix(".mo")
        fresh = mo_bytes(build(lang, found, texts))
        if not path.exists() or path.read_bytes() != fresh:
            problems.append(f"{path.relative_to(root)} is not a fresh compile (catalogue.py compile)")
        elif lang == "vi":
            gettext.GNUTranslations(io.BytesIO(fresh))
    return problems


def _where(found: Found, name: str) -> str:
    return ", ".join(
        sorted(place for key, places in found.places.items() if show(key) == name for place in places)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 checked and false, 2 bad input."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("extract", "compile", "check", "prune"):
        commands.add_parser(name)
    commands.add_parser("add").add_argument("file", type=Path)
    commands.add_parser("missing").add_argument("paths", nargs="*")
    options = parser.parse_args(arguments)
    lock = ROOT / "build" / "catalogue.lock"
    lock.parent.mkdir(exist_ok=True)
    with FileLock(lock):
        try:
            return _run(options)
        except (CatalogueError, OSError, ValueError) as problem:
            print(f"catalogue: {problem}", file=sys.stderr)
            return 2


def _run(options: argparse.Namespace) -> int:
    found = extract()
    texts = translations()
    match options.command:
        case "extract":
            put(LOCALE / "console.pot", po_bytes(build(None, found, texts)))
            print(f"{len(found.places)} messages")
        case "compile":
            write_all(found, texts)
        case "prune":
            write_all(found, {key: text for key, text in texts.items() if key in found.places})
        case "missing":
            print(json.dumps(missing(found, texts, options.paths), ensure_ascii=False, indent=2))
        case "add":
            additions = json.loads(options.file.read_text(encoding="utf-8"))
            if not isinstance(additions, dict):
                raise CatalogueError(f"{options.file}: expected one JSON object, message -> Vietnamese")
            for note in add(additions):
                print(note, file=sys.stderr)
            print(f"{len(missing(extract(), translations()))} messages still without Vietnamese")
        case "check":
            problems = check()
            for problem in problems:
                print(problem, file=sys.stderr)
            print(f"catalogue: {len(found.places)} messages, {len(problems)} problems")
            return 1 if problems else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
