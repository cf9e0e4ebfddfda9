"""The program with something wrong where a ballot is cast; `WRONG` says what. For `test_leak`."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import main
from console.ballot.box import Admission
from console.ballot.forms import Ballot
from console.ballot.polling import Polling

_cast = Polling.cast


def _crash(_self: Polling, _admission: Admission, *papers: Ballot) -> None:
    raise RuntimeError(papers[0].cells)


def _log(self: Polling, admission: Admission, *papers: Ballot) -> None:
    with Path(os.environ["WRONG_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"cast {papers[0].cells}\n")
    _cast(self, admission, *papers)


if __name__ == "__main__":
    wrong = {"crash": _crash, "log": _log}[os.environ["WRONG"]]
    Polling.cast = wrong  # type: ignore[method-assign, assignment]
    sys.exit(main())
