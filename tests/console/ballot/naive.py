"""The rules of a count once more, written from the words alone and as slowly as one likes: the oracle.

Shares nothing with console.ballot. Ballots are rows of cells as in the CSV file.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Row = list[str]


def is_blank(kind: str, row: Row) -> bool:
    return kind != "strike_out" and all(cell == "" for cell in row)


def is_valid(kind: str, row: Row, most: int) -> bool:
    if kind == "approve_reject":
        return row[0] in ("x", "-") if len(row) == 1 else True
    if kind == "choose_up_to":
        return 1 <= sum(cell == "x" for cell in row) <= most
    left = sum(cell != "-" for cell in row)
    return 1 <= left <= most


def count(codes: list[str], rows: list[Row], rules: dict[str, Any]) -> dict[str, Any]:
    kind, seats = rules["ballot"], rules["seats"]
    most = rules.get("max_choices") or seats
    good = [row for row in rows if is_valid(kind, row, most)]
    collected = len(rows) - rules["written"]
    sizes = {
        "members": rules["members"],
        "present": rules["present"] + rules["written"],
        "issued": rules["issued"] + rules["written"],
        "collected": len(rows),
        "valid": len(good),
    }
    size = sizes[rules["base"]]
    above, below = rules["threshold"].split("/")
    asked = Fraction(int(above), int(below))
    units: list[dict[str, Any]] = []
    for column, code in enumerate(codes):
        cells = [row[column] for row in good]
        votes = sum(c != "-" if kind == "strike_out" else c == "x" for c in cells)
        against = None if kind == "choose_up_to" else sum(c == "-" for c in cells)
        passes = False
        if size > 0 and votes > 0:
            given = Fraction(votes, size)
            passes = given > asked if rules["comparison"] == ">" else given >= asked
        units.append(
            {
                "code": code,
                "for": votes,
                "against": against,
                "share": f"{votes}/{size}" if size else None,
                "percent": in_percent(votes, size) if size else None,
                "passes": passes,
            }
        )
    ranked = sorted(units, key=lambda unit: (-unit["for"], codes.index(unit["code"])))
    result: dict[str, Any] = {
        "award": rules["code"],
        "round": rules["round"],
        "counts": {
            "members": rules["members"],
            "present": rules["present"],
            "issued": rules["issued"],
            "collected": collected,
            "written": rules["written"],
            "valid": len(good),
            "invalid": len(rows) - len(good),
            "blank": sum(is_blank(kind, row) for row in rows),
        },
        "base": {"name": rules["base"], "size": size},
        "threshold": rules["threshold"],
        "comparison": rules["comparison"],
        "units": ranked,
        "elected": [],
        "tied": [],
        "next": None,
        "run_off": [],
    }
    passing = [unit for unit in ranked if unit["passes"]]
    if collected > rules["issued"] or collected > rules["present"]:
        return result | {"outcome": "void", "next": "revote"}
    if not passing:
        if rules["round"] >= 2:
            return result | {"outcome": "nobody", "next": "room_decides"}
        numbers = sorted((unit["for"] for unit in ranked), reverse=True)
        second = numbers[:2][-1]
        again = [unit["code"] for unit in ranked if unit["for"] >= second]
        return result | {"outcome": "nobody", "next": "run_off", "run_off": again}
    # A unit is safe when fewer than `seats` others have as many votes as it or more.
    safe: list[str] = []
    doubtful: list[str] = []
    for unit in passing:
        level = [o for o in passing if o is not unit and o["for"] >= unit["for"]]
        ahead = [o for o in passing if o["for"] > unit["for"]]
        if len(level) < seats:
            safe.append(unit["code"])
        elif len(ahead) < seats:
            doubtful.append(unit["code"])
    if not doubtful:
        return result | {"outcome": "decided", "elected": safe}
    doubtful.sort(key=lambda code: codes.index(code))
    return result | {
        "outcome": "tie",
        "elected": safe,
        "tied": doubtful,
        "next": tie_step(doubtful, seats - len(safe), rules),
    }


def tie_step(tied: list[str], seats: int, rules: dict[str, Any]) -> str:
    for step in rules["tie_break"]:
        if step == "revote" and rules["round"] >= 2:
            continue
        if step.endswith("score"):
            table = rules["scores" if step == "total_score" else "section_1_scores"]
            values = sorted((Decimal(table[c]) for c in tied if c in table), reverse=True)
            if len(values) < len(tied) or values[seats - 1] == values[seats]:
                continue
        return str(step)
    return "room_decides"


def in_percent(votes: int, size: int) -> str:
    exact = Decimal(votes) * 100 / Decimal(size)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")
