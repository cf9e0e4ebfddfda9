"""Put the verifier together: everything under src/ and vendor/ into the one file index.html.

    python verifier/build.py            write verifier/index.html
    python verifier/build.py --check    exit 1 when it is not what the sources give

Needs nothing but Python. The same sources give the same bytes on every machine. A module of JavaScript
becomes a function that is called once; its `import` and `export` lines, which must begin a line, become reads
of and entries in a table of modules. Nothing else is changed or minified: the one file can be read.
"""

import base64
import hashlib
import re
import sys
from pathlib import Path, PurePosixPath
from string import Template

HERE = Path(__file__).resolve().parent
PAGE = HERE / "index.html"

IMPORT = re.compile(
    r"^import\s+(\{[^}]*\}|\*\s+as\s+\w+)\s+from\s+['\"](\.[^'\"]+)['\"];[ \t]*$", re.MULTILINE
)
DECLARED = re.compile(r"^export\s+((?:async\s+)?(?:function\*?|class|const|let|var)\s+)(\w+)", re.MULTILINE)
LISTED = re.compile(r"^export\s+\{([^}]*)\};[ \t]*$", re.MULTILINE)
DEFAULT = re.compile(r"^export\s+default\s+\w+;[ \t]*$", re.MULTILINE)


def linked(entry: str) -> str:
    """One script that holds a module and all that it imports, each once, in the order of need."""
    done: dict[str, str] = {}

    def add(path: str, waiting: tuple[str, ...]) -> None:
        if path in done:
            return
        if path in waiting:
            raise ValueError(f"{path} imports itself: {' -> '.join(waiting)}")
        text = (HERE / path).read_text(encoding="utf-8")
        for found in IMPORT.finditer(text):
            add(resolved(path, found[2]), (*waiting, path))
        done[path] = module(path, text)

    add(entry, ())
    return '"use strict";\n(() => {\nconst modules = {};\n' + "".join(done.values()) + "})();\n"


def resolved(path: str, wanted: str) -> str:
    """The path under verifier/ that a relative import names."""
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / wanted).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def module(path: str, text: str) -> str:
    """A module as a call that leaves its exports in the table."""
    exports: list[str] = []

    def read(found: re.Match[str]) -> str:
        source = f'modules["{resolved(path, found[2])}"]'
        names = found[1]
        if names.startswith("*"):
            return f"const {names.split()[-1]} = {source};"
        return f"const {names.replace(' as ', ': ')} = {source};"

    def declare(found: re.Match[str]) -> str:
        exports.append(found[2])
        return found[1] + found[2]

    def listed(found: re.Match[str]) -> str:
        for name in filter(None, (part.strip() for part in found[1].split(","))):
            inner, _, outer = name.partition(" as ")
            exports.append(f"{outer}: {inner}" if outer else inner)
        return ""

    text = IMPORT.sub(read, text)
    text = DECLARED.sub(declare, text)
    text = LISTED.sub(listed, text)
    text = DEFAULT.sub("", text)
    return f'modules["{path}"] = (() => {{\n{text.rstrip()}\nreturn {{ {", ".join(exports)} }};\n}})();\n'


def digest(text: str) -> str:
    """How a content security policy names an inline script or style."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def page() -> str:
    """The whole of index.html."""
    style = "\n" + (HERE / "src" / "style.css").read_text(encoding="utf-8")
    reader = "\n" + linked("src/reader.js")
    script = "\n" + linked("src/page.js")
    for text in (reader, script):
        if re.search(r"</script|<!--", text, re.IGNORECASE):
            raise ValueError("a script holds words that would end it")
    template = Template((HERE / "src" / "template.html").read_text(encoding="utf-8"))
    policy = (
        f"default-src 'none'; script-src {digest(reader)} {digest(script)}; style-src {digest(style)}; "
        "img-src blob: data:; worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    return template.substitute(policy=policy, style=style, reader=reader, script=script)


def main(arguments: list[str]) -> int:
    """Write the page, or compare it with what its sources give."""
    made = page().encode()
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_bytes() == made else 1
    PAGE.write_bytes(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
