"""Make the sample files of `tests/population_samples` anew: one population in every format.

The numbers are made up. Needs, beside what tests need, xlwt for the old workbook and the command
`readstat` (Debian's package of that name) for SAS, whose format no Python package writes:

    python -m tests.refresh_population_samples
"""

from __future__ import annotations

import json
import subprocess
from itertools import product
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent / "population_samples"
#: Women and men of two ages: of Danish origin, immigrants, descendants.
PEOPLE = {
    ("Kvinder", "16-24 år"): (158, 14, 8),
    ("Kvinder", "25-29 år"): (92, 8, 5),
    ("Mænd", "16-24 år"): (192, 17, 11),
    ("Mænd", "25-29 år"): (118, 11, 6),
}
ORIGINS = ("Personer med dansk oprindelse", "Indvandrere", "Efterkommere")
GENDERS, AGES, ALL = ("Kvinder", "Mænd"), ("16-24 år", "25-29 år"), "I alt"
TITLE = "Modtagere af uddannelseshjælp efter område, køn, alder, herkomst og tid"


def count(gender: str, age: str, origin: str) -> int:
    """Young people of some categories, or of all."""
    return sum(
        number
        for (g, a), numbers in PEOPLE.items()
        for o, number in zip(ORIGINS, numbers, strict=True)
        if gender in (g, ALL) and age in (a, ALL) and origin in (o, ALL)
    )


def cells(*, sums: bool) -> list[tuple[str, str, str, int]]:
    """Each combination and its number; with the sums, which come first as in the bank."""
    first = (ALL,) if sums else ()
    return [
        (*place, count(*place))
        for place in product((*first, *GENDERS), (*first, *AGES), (*first, *ORIGINS))
    ]


def long_form() -> str:
    """The statistics bank's CSV: one area, one quarter, every sum."""
    head = "OMRÅDE;KØN;ALDER;HERKOMST;TID;INDHOLD"
    return "\r\n".join(
        [head, *(f"Vejle;{g};{a};{o};2025K1;{n}" for g, a, o, n in cells(sums=True)), ""]
    )


def several() -> str:
    """The same of two areas and two quarters, of which one is the one above."""
    head = "OMRÅDE;KØN;ALDER;HERKOMST;TID;INDHOLD"
    rows = [
        f"{area};{g};{a};{o};{time};{n if (area, time) == ('Vejle', '2025K1') else 3 * n + 7}"
        for area, (g, a, o, n), time in product(
            ("Hele landet", "Vejle"), cells(sums=False), ("2024K4", "2025K1")
        )
    ]
    return "\r\n".join([head, *rows, ""])


def matrix() -> list[list[object]]:
    """As the statistics bank shows it on its pages: origins and the quarter across the top."""
    rows: list[list[object]] = [[TITLE], [], ["", "", *(x for o in ORIGINS for x in (o,))]]
    rows.append(["", "", *["2025K1"] * len(ORIGINS)])
    for gender in GENDERS:
        for k, age in enumerate(AGES):
            numbers = [count(gender, age, origin) for origin in ORIGINS]
            rows.append([gender if k == 0 else "", age, *numbers])
    return [*rows, [], ["Kilde: opdigtede tal"]]


def semicolons(rows: list[list[object]], width: int) -> str:
    """As Excel writes a sheet: every row as wide as the widest, empty columns among them."""
    return "".join(
        ";".join(str(x) for x in [*row, *[""] * (width - len(row))]) + "\r\n" for row in rows
    )


def px() -> str:
    """PC-Axis: gender and age down, origin across."""
    quoted = {
        name: ",".join(f'"{v}"' for v in values)
        for name, values in (
            ("køn", (ALL, *GENDERS)),
            ("alder", (ALL, *AGES)),
            ("herkomst", (ALL, *ORIGINS)),
        )
    }
    data = " ".join(str(n) for *_, n in cells(sums=True))
    return (
        'CHARSET="ANSI";\r\nAXIS-VERSION="2010";\r\nLANGUAGE="da";\r\nMATRIX="AUK99";\r\n'
        'CONTENTS="Modtagere; i alt";\r\nUNITS="Antal personer";\r\n'
        'TITLE="Modtagere af uddannelseshjælp efter område, køn, "\r\n"alder, herkomst og tid";\r\n'
        'STUB="område","køn","alder";\r\nHEADING="herkomst","tid";\r\n'
        'VALUES("område")="Vejle";\r\n'
        + "".join(f'VALUES("{name}")={values};\r\n' for name, values in quoted.items())
        + 'VALUES("tid")="2025K1";\r\nTIMEVAL("tid")=TLIST(Q1),"20251";\r\n'
        'CODES("køn")="TOT","2","1";\r\nVALUES[en]("køn")="Total","Women","Men";\r\n'
        f'SOURCE="Opdigtede tal";\r\nDATA=\r\n{data};\r\n'
    )


def json_stat(version: int) -> str:
    """JSON-stat as the statistics bank writes it (1), and as newer programs do (2)."""
    spread: dict[str, object] = {}
    columns = {
        "OMRÅDE": {"630": "Vejle"},
        "KØN": {"2": "Kvinder", "1": "Mænd"},
        "ALDER": {"1624": "16-24 år", "2529": "25-29 år"},
        "HERKOMST": {"5": ORIGINS[0], "4": ORIGINS[1], "3": ORIGINS[2]},
        "Tid": {"2025K1": "2025K1"},
    }
    for name, labels in columns.items():
        index = {code: k for k, code in enumerate(labels)}
        spread[name] = {"label": name.lower(), "category": {"index": index, "label": labels}}
    head: dict[str, object] = {
        "id": list(columns),
        "size": [len(c) for c in columns.values()],
        "role": {"time": ["Tid"]},
    }
    values = [n for *_, n in cells(sums=False)]
    if version == 1:
        table = {"dimension": spread | head, "label": TITLE, "value": values}
        return json.dumps({"dataset": table}, ensure_ascii=False)
    numbered = {str(k): n for k, n in enumerate(values)}
    table = {"version": "2.0", "class": "dataset", "label": TITLE, "dimension": spread}
    return json.dumps(table | head | {"value": numbered}, ensure_ascii=False)


def jobindsats(*, said: bool) -> str:
    """The export of jobindsats.dk, with or without the line that tells Excel the separator."""
    head = (
        "Område;Periode;Køn;Alder;Herkomst;Antal personer;Fuldtidspersoner i pct. af befolkningen"
    )
    rows = [f"Vejle;Mar 2025;{g};{a};{o};{n};1,5" for g, a, o, n in cells(sums=False)]
    return "\r\n".join([*(["sep=;"] if said else []), head, *rows, ""])


def persons() -> pd.DataFrame:
    """The same young people one by one."""
    rows = [
        {
            "koen": 2 if g == "Kvinder" else 1,
            "alder": 20 if a == AGES[0] else 27,
            "herkomst": 1 + ORIGINS.index(o),
        }
        for g, a, o, n in cells(sums=False)
        for _ in range(n)
    ]
    return pd.DataFrame(rows)


LABELS = {
    "koen": {1: "Mand", 2: "Kvinde"},
    "herkomst": {1: "Dansk oprindelse", 2: "Indvandrer", 3: "Efterkommer"},
}


def worded() -> pd.DataFrame:
    """With words in place of codes, for formats that keep no labels."""
    return persons().assign(
        koen=lambda t: t["koen"].map({1: "M", 2: "K"}),
        herkomst=lambda t: t["herkomst"].map(LABELS["herkomst"]),
    )


def main() -> None:
    """Write all samples."""
    import pyreadstat
    import xlsxwriter
    import xlwt

    FOLDER.mkdir(exist_ok=True)
    texts = {
        "bank.csv": ("\ufeff" + long_form()).encode(),
        "bank_several.csv": several().encode(),
        "bank_matrix.csv": semicolons(matrix(), 7).encode("cp1252"),
        "bank.px": px().encode("cp1252"),
        "bank_stat1.json": json_stat(1).encode(),
        "bank_stat2.json": json_stat(2).encode(),
        "jobindsats.csv": jobindsats(said=False).encode(),
        "jobindsats_sep.csv": jobindsats(said=True).encode("utf-16"),
    }
    for name, content in texts.items():
        (FOLDER / name).write_bytes(content)
    table = [line.split(";") for line in jobindsats(said=False).splitlines()]
    table = [[*row[:5], int(row[5]) if k else row[5]] for k, row in enumerate(table)]
    for name, rows in (("bank_matrix.xlsx", matrix()), ("jobindsats.xlsx", table)):
        with xlsxwriter.Workbook(FOLDER / name) as book:
            sheet = book.add_worksheet("Ark1")
            for r, row in enumerate(rows):
                sheet.write_row(r, 0, row)
    old = xlwt.Workbook()
    page = old.add_sheet("Ark1")
    for r, row in enumerate(table):
        for c, value in enumerate(row):
            page.write(r, c, value)
    old.save(str(FOLDER / "jobindsats.xls"))
    pyreadstat.write_sav(persons(), str(FOLDER / "persons.sav"), variable_value_labels=LABELS)
    pyreadstat.write_dta(persons(), str(FOLDER / "persons.dta"), variable_value_labels=LABELS)
    pyreadstat.write_xport(worded(), str(FOLDER / "persons.xpt"), file_format_version=5)
    worded().to_parquet(FOLDER / "persons.parquet")
    plain = FOLDER / "plain.dta"
    pyreadstat.write_dta(worded(), str(plain))
    subprocess.run(["readstat", "-f", plain, FOLDER / "persons.sas7bdat"], check=True)
    plain.unlink()


if __name__ == "__main__":
    main()
