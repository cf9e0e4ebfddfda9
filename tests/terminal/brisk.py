"""The program with a booth that says thanks for a moment only: a day of eighteen ballots is long enough."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import main
from screens.booth import BoothScreen

BoothScreen.THANKS_SECONDS = 0.3

if __name__ == "__main__":
    sys.exit(main())
