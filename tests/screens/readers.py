"""Two readers of QR codes that know nothing of each other, over a picture of a widget's cells."""

from typing import Any

import pytest
import zxingcpp
from PIL import Image
from textual.app import App
from textual.widget import Widget

from tests.screens.stage import photographed


def by_zxing(shot: Image.Image) -> list[str]:
    """What zxing-cpp reads, told to look for QR codes alone: their modules look like bars here and there."""
    only = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [found.text for found in zxingcpp.read_barcodes(shot, formats=only)]


def by_opencv(shot: Image.Image) -> list[str]:
    """What OpenCV reads; its detector for markers, for the other misses three codes in a hundred."""
    cv2 = pytest.importorskip(
        "cv2", reason="NOT TESTED: the second decoder, opencv-python-headless, is missing"
    )
    numpy = pytest.importorskip("numpy", reason="NOT TESTED: the second decoder needs numpy")
    text = cv2.QRCodeDetectorAruco().detectAndDecode(numpy.array(shot.convert("L")))[0]
    return [text] if text else []


def read(app: App[Any], code: Widget) -> str:
    """The text of a code on the screen, on which both readers agree."""
    shot = photographed(app, code)
    first, second = by_zxing(shot), by_opencv(shot)
    assert len(first) == 1, first
    assert second == first
    return first[0]
