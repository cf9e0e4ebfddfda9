"""A paper as one printable HTML file: own CSS, no script, nothing from a network.

Page, sizes and styles follow Nghị định 30/2020/NĐ-CP, Appendix I (domain 4.1, 4.2). Every text goes through
autoescape; the same document gives the same bytes.
"""

import functools
import unicodedata
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from console.documents.model import (
    Box,
    Codes,
    Document,
    Heading,
    Letterhead,
    Listing,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    Title,
)
from data import qr

_KINDS: dict[type[Any], str] = {
    Letterhead: "letterhead",
    Title: "title",
    Heading: "heading",
    Paragraph: "paragraph",
    Listing: "listing",
    Table: "table",
    Signatures: "signatures",
    Box: "box",
    Codes: "codes",
    PageBreak: "break",
}

_TEMPLATE = """\
<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ document.title }}</title>
<style>
@page { size: A4 {{ "landscape" if document.landscape else "portrait" }}; margin: 20mm 15mm 20mm 30mm;
  @top-center { content: counter(page); font: 13pt "Times New Roman", serif; } }
@page :first { @top-center { content: none; } }
* { box-sizing: border-box; }
html { background: #e8e8e8; }
body { margin: 0 auto; color: #000; background: #fff; font: 14pt/1.25 "Times New Roman", "Liberation Serif",
  Tinos, serif; overflow-wrap: anywhere; text-wrap: pretty; }
@media screen { body { width: {{ "297mm" if document.landscape else "210mm" }}; max-width: 100%;
  margin: 6mm auto; padding: 20mm 15mm 20mm 30mm; } }
@media screen and (max-width: 800px) { body { padding: 5mm; margin: 0; } }
@media print { html { background: none; } }
p { margin: 0 0 6pt; }
.letterhead { display: grid; grid-template-columns: 42% 58%; column-gap: 0; text-align: center;
  margin-bottom: 12pt; }
.letterhead p { margin: 0; }
.parent, .issuer { font-size: 12pt; } .issuer { font-weight: bold; }
.state { font-size: 12pt; font-weight: bold; white-space: nowrap; }
.motto { font-size: 13pt; font-weight: bold; }
.motto span { display: inline-block; border-bottom: 1pt solid #000; padding-bottom: 1pt; }
.number { font-size: 13pt; margin-top: 5pt !important; }
.date { font-size: 13pt; font-style: italic; margin-top: 5pt !important; }
.rule { width: 28%; border-top: 1pt solid #000; margin: 2pt auto 0; }
.title { text-align: center; font-weight: bold; margin: 6pt 0 12pt; break-after: avoid; }
.title p { margin: 0; }
h2, h3, h4 { font-size: 14pt; margin: 9pt 0 6pt; break-after: avoid; }
h2 { text-align: left; } h3 { text-transform: none; } h4 { text-indent: 1.27cm; }
.justify { text-align: justify; } .left { text-align: left; } .center { text-align: center; }
.right { text-align: right; }
.indent { text-indent: 1.27cm; }
.listing { margin: 0 0 6pt; } .listing p { text-align: justify; text-indent: 1.27cm; margin-bottom: 3pt; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 13pt; margin: 3pt 0 9pt; }
th, td { border: 1pt solid #000; padding: 2pt 4pt; vertical-align: middle; }
th { text-align: center; font-size: 11.5pt; padding: 2pt 1pt; overflow-wrap: normal; }
tr { break-inside: avoid; } thead { display: table-header-group; }
.sum td { font-weight: bold; }
.signatures { display: grid; margin-top: 12pt; column-gap: 6mm; row-gap: 10pt; }
.signer { text-align: center; break-inside: avoid; display: flex; flex-direction: column; }
.signer p { margin: 0; } .signer .office { font-weight: bold; } 
.signer .note { font-style: italic; font-size: 13pt; }
.signer .room { height: 22mm; flex: 1 0 22mm; } .signer .name { font-weight: bold; min-height: 1.25em; }
.signer .confirmed { font-style: italic; font-size: 11pt; }
.recipients { font-size: 11pt; break-inside: avoid; } .recipients p { margin: 0; }
.recipients .head { font: italic bold 12pt/1.25
  "Times New Roman", "Liberation Serif", serif; }
.box { border: 1pt solid #000; padding: 4pt 8pt; margin: 6pt 0 9pt; break-inside: avoid; font-size: 13pt; }
.box p { text-align: justify; margin-bottom: 3pt; }
.codes { display: grid; gap: 4mm 3mm; margin: 6pt 0; }
.code { margin: 0; text-align: center; break-inside: avoid; font-size: 11pt; }
.code svg { display: block; width: 100%; max-width: 54mm; margin: 0 auto; }
.break { break-before: page; }
.stamp { position: fixed; top: 42%; left: 0; right: 0; text-align: center; transform: rotate(-28deg);
  font: bold 54pt/1 "Times New Roman", "Liberation Serif", serif; color: #000; opacity: .09;
  pointer-events: none; }
.mark { border: 1.5pt solid #000; text-align: center; font-weight: bold; font-size: 12pt; padding: 2pt;
  margin-bottom: 8pt; }
</style>
</head>
<body>
{% if document.stamp %}
<div class="stamp" aria-hidden="true">{{ document.stamp }}</div>
<p class="mark">{{ document.stamp }}</p>
{% endif %}
{% for kind, block in blocks %}
{% if kind == "letterhead" %}
<div class="letterhead">
<div>
{% if block.parent %}<p class="parent">{{ block.parent }}</p>{% endif %}

{% for text in block.issuer %}<p class="issuer">{{ text }}</p>{% endfor %}

<div class="rule"></div>
{% if block.number %}<p class="number">{{ block.number }}</p>{% endif %}

</div>
<div>
<p class="state">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
<p class="motto"><span>Độc lập - Tự do - Hạnh phúc</span></p>
{% if block.place_and_date %}<p class="date">{{ block.place_and_date }}</p>{% endif %}

</div>
</div>
{% elif kind == "title" %}
<div class="title"><h1 style="font-size:14pt;margin:0">{{ block.kind }}</h1>
{% for text in block.about %}<p>{{ text }}</p>
{% endfor %}
<div class="rule"></div></div>
{% elif kind == "heading" %}
<h{{ block.level + 1 }}>{{ block.text }}</h{{ block.level + 1 }}>
{% elif kind == "paragraph" %}
<p class="{{ block.align }}{{ " indent" if block.indent }}">
{%- for run in block.runs %}{% if run.bold %}<b>{% endif %}{% if run.italic %}<i>{% endif %}{{ run.text }}
{%- if run.italic %}</i>{% endif %}{% if run.bold %}</b>{% endif %}{% endfor %}</p>
{% elif kind == "listing" %}
<div class="listing">{% for entry in block.entries %}<p>{{ entry.mark }} {{ entry.text }}</p>
{% endfor %}</div>
{% elif kind == "table" %}
<table>
<colgroup>{% for column in block.columns %}<col style="width:{{ column.width }}%">{% endfor %}</colgroup>
<thead><tr>{% for column in block.columns %}<th scope="col">{{ column.title }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in block.rows %}
<tr{% if block.bold_last and loop.last %} class="sum"{% endif %}>{% for cell in row %}<td class="
{{- block.columns[loop.index0].align }}">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
{% elif kind == "signatures" %}
{% set columns = block.columns + (1 if block.recipients and block.signers else 0) %}
<div class="signatures" style="grid-template-columns: repeat({{ columns }}, 1fr)">
{% if block.recipients %}
<div class="recipients"><p class="head">Nơi nhận:</p>
{% for text in block.recipients %}<p>{{ text }}</p>
{% endfor %}</div>
{% endif %}
{% for signer in block.signers %}
<div class="signer">{% for text in signer.title %}<p class="office">{{ text }}</p>{% endfor %}

{% if signer.note %}<p class="note">{{ signer.note }}</p>{% endif %}

<div class="room"></div><p class="name">{{ signer.name }}</p>
{% if signer.confirmed %}<p class="confirmed">{{ signer.confirmed }}</p>{% endif %}

</div>
{% endfor %}
</div>
{% elif kind == "box" %}
<div class="box"><p><b>{{ block.title }}</b></p>
{% for text in block.paragraphs %}<p>{{ text }}</p>
{% endfor %}</div>
{% elif kind == "codes" %}
<div class="codes" style="grid-template-columns: repeat({{ block.columns }}, 1fr)">
{% for code in block.codes %}
<figure class="code">{{ drawn(code.text) }}<figcaption>{{ code.caption }}</figcaption></figure>
{% endfor %}
</div>
{% elif kind == "break" %}
<div class="break"></div>
{% endif %}
{% endfor %}
</body>
</html>
"""


def _printable(value: object) -> object:
    """Text in NFC, without control characters and lone surrogates, which no HTML file may hold."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = unicodedata.normalize("NFC", value)
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\t" else " " for c in text)


@functools.cache
def environment() -> Environment:
    """How every printed file is made: escaped, printable, an unknown name an error."""
    return Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_printable, trim_blocks=True, lstrip_blocks=True
    )


@functools.cache
def _template() -> Any:
    return environment().from_string(_TEMPLATE)


def _drawn(text: str) -> Markup:
    """A QR code as a picture within the page; it holds numbers alone, never the text itself."""
    drawn = qr.svg(qr.matrix(text)).strip().replace(' xmlns="http://www.w3.org/2000/svg"', "")
    return Markup(drawn)  # noqa: S704


def render(document: Document) -> bytes:
    """The paper as UTF-8 bytes."""
    blocks = [(_KINDS[type(block)], block) for block in document.blocks]
    text: str = _template().render(document=document, blocks=blocks, drawn=_drawn)
    return text.encode()
