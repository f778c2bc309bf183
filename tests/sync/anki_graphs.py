"""The real Anki, as a process of its own: takes a package and tells its statistics.

Run as `python anki_graphs.py PACKAGE ROLLOVER` with TZ set; prints JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path


def tell(package: str, rollover: int, folder: Path) -> dict[str, object]:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    col = Collection(str(folder / "collection.anki2"))
    col.set_config("fsrs", True)
    col.set_config("rollover", rollover)
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options))
    path = col.path
    col.close()
    col = Collection(path)
    graphs = col._backend.graphs(search="", days=0)
    periods = {}
    for name in ("today", "week", "month", "year", "all_time"):
        each = getattr(graphs.true_retention, name)
        periods[name] = [
            each.young_passed, each.young_failed, each.mature_passed, each.mature_failed,
        ]  # fmt: skip
    reviews = {
        str(day): [each.learn, each.relearn, each.young, each.mature]
        for day, each in graphs.reviews.count.items()
    }
    found: dict[str, object] = {
        "retention": periods,
        "due": {str(day): count for day, count in graphs.future_due.future_due.items()},
        "daily_load": graphs.future_due.daily_load,
        "buttons": {
            name: list(getattr(graphs.buttons.all_time, name))
            for name in ("learning", "young", "mature")
        },
        "hours": [[hour.total, hour.correct] for hour in graphs.hours.all_time],
        "reviews": reviews,
    }
    col.close()
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(tell(sys.argv[1], int(sys.argv[2]), Path(temporary))))
