"""Ballot papers as one printable HTML file: A5 sheets on their side, two papers on each, to be cut."""

import functools
import math
from pathlib import Path
from typing import Any

from console.conference import Conference
from console.documents import ballot_paper
from console.documents.ballot_paper import BallotPapers
from data import html
from data.disk import Disk, make_folder, write_whole

FOLDER = "papers"
"""The folder, inside the conference's, in which papers to be printed during the day lie."""

SIZES = (11.0, 10.0, 9.0, 8.0)
"""Points of the letters, tried in turn until everything stands on half a sheet."""

WIDTH, HEIGHT = 91.0, 136.0
"""Millimetres of half a sheet inside its margins."""

_TEMPLATE = """\
<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ papers.title }}</title>
<style>
@page { size: A5 landscape; margin: 0; }
* { box-sizing: border-box; }
html { background: #e8e8e8; }
body { margin: 0; color: #000; font: {{ points }}pt/1.2 "Times New Roman", "Liberation Serif", Tinos, serif;
  overflow-wrap: anywhere; }
p { margin: 0; }
.slip { max-width: 210mm; margin: 6mm auto; padding: 3mm 5mm; background: #fff; border: 1pt solid #000;
  font-size: 12pt; }
.sheet { width: 210mm; height: 148mm; margin: 0 auto 6mm; background: #fff; display: grid;
  grid-template-columns: 1fr 1fr; overflow: hidden; break-after: page; }
.sheet:last-child { break-after: auto; }
.paper { position: relative; height: 148mm; padding: 6mm 7mm; overflow: hidden; }
.paper + .paper { border-left: .5pt dashed #666; }
.long { height: auto; min-height: 148mm; grid-template-columns: 1fr; overflow: visible; }
.long .paper { height: auto; overflow: visible; } tr { break-inside: avoid; }
.head { display: grid; grid-template-columns: 29mm 1fr; column-gap: 3mm; text-align: center; }
.seal { height: 17mm; border: .75pt solid #000; padding: 1mm; font: italic 7pt/1.15 "Times New Roman", serif;
  display: flex; align-items: flex-end; justify-content: center; }
.state { font: bold 7.5pt/1.3 "Times New Roman", serif; white-space: nowrap; }
.motto { font: bold 8pt/1.3 "Times New Roman", serif; }
.motto span { border-bottom: .5pt solid #000; padding-bottom: .5pt; }
.issuer { font: bold 8pt/1.25 "Times New Roman", serif; margin-top: 2mm; }
.kind { text-align: center; font-weight: bold; font-size: 1.3em; margin-top: 3mm; }
.about { text-align: center; font-weight: bold; text-wrap: balance; }
.mark { text-align: center; font: bold 8pt/1.5 "Times New Roman", serif; border: 1pt solid #000;
  margin-top: 1mm; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: 2.5mm 0 2mm; }
th, td { border: .75pt solid #000; padding: {{ padding }}mm 1mm; vertical-align: middle; }
th { font-size: .85em; padding: .5mm; overflow-wrap: normal; }
.left { text-align: left; } .center { text-align: center; }
.tick { font-size: 1.35em; line-height: 1; }
.notes { font-style: italic; font-size: .88em; text-align: justify; }
@media print { html, body { background: none; } .slip { display: none; } .sheet { margin: 0; } }
</style>
</head>
<body>
<p class="slip">{{ papers.slip(on_each) }}</p>
{% for sheet in range(papers.sheets(on_each)) %}
<section class="sheet{{ " long" if on_each == 1 }}">
{% for paper in range([on_each, papers.papers - on_each * sheet] | min) %}
<article class="paper">
<div class="head">
<div class="seal">{{ stamp_box }}</div>
<div><p class="state">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
<p class="motto"><span>Độc lập - Tự do - Hạnh phúc</span></p>
<p class="issuer">{{ papers.issuer }}</p></div>
</div>
{% if papers.mark %}
<p class="mark">{{ papers.mark }}</p>
{% endif %}
<p class="kind">{{ papers.kind }}</p>
{% for text in papers.about %}<p class="about">{{ text }}</p>{% endfor %}

<table>
<colgroup>{% for column in papers.columns %}<col style="width:{{ column.width }}%">{% endfor %}</colgroup>
<thead><tr>{% for column in papers.columns %}<th scope="col">{{ column.title }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in papers.rows %}
<tr>{% for cell in row %}<td class="{{ papers.columns[loop.index0].align }}
{{- " tick" if cell == empty_box }}">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
<div class="notes">{% for text in papers.notes %}<p>{{ text }}</p>{% endfor %}</div>
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


def height(papers: BallotPapers, points: float) -> float:
    """Millimetres that a paper takes in letters of this size, on the safe side."""
    letter = points * 0.3528
    line, average = 1.2 * letter, 0.47 * letter

    def lines(text: str, width: float, scale: float = 1.0) -> int:
        return math.ceil(1.1 * len(text) * average * scale / width)

    names = next(column.width for column in papers.columns if column.align == "left") / 100 * WIDTH - 3
    rows = sum(
        max(1.35 * letter, lines(row[1], names) * line) + 2 * _padding(points) + 0.3 for row in papers.rows
    )
    about = sum(lines(text, WIDTH, 1.1) for text in papers.about) * line
    notes = sum(lines(text, WIDTH, 0.88) for text in papers.notes) * 0.88 * line
    issuer = 7.0 + 3.6 * math.ceil(len(papers.issuer) / 26)
    head = max(18.0, issuer + 2.0) + (6.0 if papers.mark else 0.0) + 3.0 + 1.3 * line
    return head + about + 2.5 + 2 * line + rows + 2.0 + notes


def _padding(points: float) -> float:
    """Millimetres above and below the words of a line."""
    return 0.8 if points >= 11 else 0.35


def render(papers: BallotPapers) -> bytes:
    """The sheets as UTF-8 bytes.

    The letters shrink until a paper stands on its half of the sheet; a list too long for that has sheets of
    its own, so that no line is ever cut off.
    """
    points = next((size for size in SIZES if height(papers, size) <= HEIGHT), None)
    text: str = _template().render(
        papers=papers,
        on_each=1 if points is None else 2,
        points=points or 10.0,
        padding=_padding(points or 10.0),
        stamp_box=ballot_paper.STAMP_BOX,
        empty_box=ballot_paper.EMPTY_BOX,
    )
    return text.encode()


def print_ballots(conference: Conference, award: str, folder: Path, disk: Disk) -> Path:
    """Write the ballot papers of an award's coming (or open) paper round; the file, to be opened and printed.

    Args:
        folder: the conference's folder; the file lies in its `papers`.

    Raises:
        NotAllowed: nothing to print yet.
        DiskError: it cannot be written.
    """
    papers = ballot_paper.build(conference, award)
    make_folder(disk, folder / FOLDER)
    path = folder / FOLDER / f"{papers.stem}.html"
    write_whole(disk, path, render(papers))
    return path
