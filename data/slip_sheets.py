"""Slips with codes as one printable HTML file, three by eight on an A4 sheet; removed when done with.

The file lies in the conference's `papers`, which neither the mirror nor a record takes along. Removing it is
an ordinary removal: a disk may keep old content. It says nothing of any vote, and once the ballot is closed
its codes open nothing.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from console.conference import Conference
from data.disk import Disk, make_folder, write_whole

NAME = "phieu-ma.html"

_TEMPLATE = """\
<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Phiếu mã</title>
<style>
@page { size: A4 portrait; margin: 0; }
* { box-sizing: border-box; }
html { background: #e8e8e8; }
body { margin: 0; color: #000; font: 8pt/1.25 "Times New Roman", "Liberation Serif", Tinos, serif;
  overflow-wrap: anywhere; }
p { margin: 0; }
.told { max-width: 210mm; margin: 6mm auto; padding: 3mm 5mm; background: #fff; border: 1pt solid #000;
  font-size: 12pt; }
.sheet { width: 210mm; height: 296mm; margin: 0 auto 6mm; background: #fff; display: grid;
  grid-template-columns: repeat(3, 1fr); grid-template-rows: repeat(8, 1fr); break-after: page; }
.sheet:last-child { break-after: auto; }
.slip { border: .5pt dashed #666; padding: 2mm 3mm; text-align: center; overflow: hidden; display: flex;
  flex-direction: column; justify-content: space-between; }
.issuer { font-weight: bold; }
.mark { font: bold 7pt/1.3 "Times New Roman", serif; }
.code { font: bold 20pt/1.2 "Courier New", "Liberation Mono", Cousine, monospace; white-space: nowrap; }
.note { font-style: italic; }
@media print { html, body { background: none; } .told { display: none; } .sheet { margin: 0; } }
</style>
</head>
<body>
<p class="told">{{ slips.slip() }}</p>
{% for sheet in slips.codes | batch(on_each) %}
<section class="sheet">
{% for code in sheet %}
<article class="slip">
<p class="issuer">{{ slips.issuer }}</p>
{% if slips.mark %}<p class="mark">{{ slips.mark }}</p>{% endif %}
<p>PHIẾU MÃ</p>
<p class="code">{{ code }}</p>
<p class="note">{{ slips.note }}</p>
</article>
{% endfor %}
</section>
{% endfor %}
</body>
</html>
"""


def render(conference: Conference, codes: Sequence[str]) -> bytes:
    """The sheets of these codes as UTF-8 bytes."""
    # What draws papers is loaded when one is asked for, not when the console starts.
    from console.documents import code_slip
    from data import html

    template = html.environment().from_string(_TEMPLATE)
    slips = code_slip.build(conference, codes)
    return template.render(slips=slips, on_each=code_slip.ON_EACH).encode()


class SlipPrinter:
    """Implements `console.ballot.slips.Slips` in a conference folder."""

    def __init__(self, conference: Callable[[], Conference], folder: Path, disk: Disk) -> None:
        """Write into the `papers` of `folder`.

        Args:
            conference: gives the conference as it stands.
        """
        self._conference = conference
        self._folder = folder / "papers"
        self._disk = disk

    def write(self, codes: Sequence[str]) -> str:
        """Write the slips in the place of those before; the file's path.

        Raises:
            DiskError: it cannot be written.
        """
        make_folder(self._disk, self._folder)
        path = self._folder / NAME
        write_whole(self._disk, path, render(self._conference(), codes))
        return str(path)

    def there(self) -> bool:
        """Whether slips lie there."""
        return self._disk.exists(self._folder / NAME)

    def remove(self) -> None:
        """Remove the file, where there is one.

        Raises:
            DiskError: it cannot be removed.
        """
        if self.there():
            self._disk.remove(self._folder / NAME)
