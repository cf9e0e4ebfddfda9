"""The tellers' cards as one printable HTML file: two to an A5 sheet, to be cut and folded."""

import functools
from pathlib import Path
from typing import Any

from console.conference import Conference
from console.documents import teller_card
from data import html
from data.ballot_sheets import FOLDER
from data.disk import Disk, make_folder, write_whole

NAME = "the-cum-tu-mo-hom.html"

_TEMPLATE = """\
<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Thẻ cụm từ mở hòm</title>
<style>
@page { size: A5 landscape; margin: 0; }
* { box-sizing: border-box; }
html { background: #e8e8e8; }
body { margin: 0; color: #000; font: 10pt/1.3 "Times New Roman", "Liberation Serif", Tinos, serif;
  overflow-wrap: anywhere; }
p { margin: 0; }
.sheet { width: 210mm; height: 148mm; margin: 0 auto 6mm; background: #fff; display: grid;
  grid-template-columns: 1fr 1fr; overflow: hidden; break-after: page; }
.sheet:last-child { break-after: auto; }
.card { height: 148mm; padding: 8mm 8mm; display: flex; flex-direction: column; }
.card + .card { border-left: .5pt dashed #666; }
.issuer { font-weight: bold; text-align: center; }
.about { text-align: center; }
.kind { font: bold 13pt/1.3 "Times New Roman", serif; text-align: center; margin-top: 4mm; }
.who { text-align: center; margin-top: 2mm; }
.mark { text-align: center; font: bold 8pt/1.5 "Times New Roman", serif; border: 1pt solid #000;
  margin-top: 2mm; }
.notes { margin-top: 3mm; font-size: 9pt; }
.fold { border-top: .5pt dashed #666; margin: 4mm -8mm 0; padding: 1mm 8mm 0; font: italic 8pt/1.2 serif; }
.places { list-style: none; margin: 2mm 0 0; padding: 0; }
.places li { display: flex; align-items: center; gap: 3mm; margin-bottom: 1.5mm; }
.places span { flex: 1; height: 8mm; border: .75pt solid #000; }
</style>
</head>
<body>
{% for pair in cards.cards | batch(2) %}
<section class="sheet">
{% for card in pair %}
<article class="card">
<p class="issuer">{{ cards.issuer }}</p>
<p class="about">{{ cards.about }}</p>
{% if cards.mark %}<p class="mark">{{ cards.mark }}</p>{% endif %}
<p class="kind">THẺ CỤM TỪ MỞ HÒM</p>
<p class="who">{{ card.role }}: <b>{{ card.name }}</b></p>
<div class="notes">{% for text in cards.notes %}<p>- {{ text }}</p>{% endfor %}</div>
<p class="fold">Gấp theo đường này, chữ vào trong</p>
<ol class="places">
{% for place in range(cards.places) %}<li>{{ loop.index }}<span></span></li>
{% endfor %}
</ol>
</article>
{% endfor %}
</section>
{% endfor %}
</body>
</html>
"""


@functools.cache
def _template() -> Any:
    return html.environment().from_string(_TEMPLATE)


def render(cards: teller_card.Cards) -> bytes:
    """The sheets as UTF-8 bytes."""
    text: str = _template().render(cards=cards)
    return text.encode()


def print_cards(conference: Conference, folder: Path, disk: Disk) -> Path:
    """Write the tellers' cards; the file, to be opened and printed.

    Args:
        folder: the conference's folder; the file lies in its `papers`.

    Raises:
        NotAllowed: no tellers yet.
        DiskError: it cannot be written.
    """
    cards = teller_card.build(conference)
    make_folder(disk, folder / FOLDER)
    path = folder / FOLDER / NAME
    write_whole(disk, path, render(cards))
    return path
