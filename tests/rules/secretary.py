"""What another secretary might have sent: the clean contacts in ever new layouts, with all kinds of dirt, by seed."""

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.sheets.table import Cell, Row, Sheet
from tests.rules.registers import DATA

HEADINGS = {
    "given": ("Förnamn", "Fnamn", "First name", "förnamn ", "Tilltalsnamn"),
    "family": ("Efternamn", "EFTERNAMN", "Last name", "Enamn"),
    "name": ("Namn", "Namn ", "Kontaktperson", "NAMN", "Person"),
    "family first": ("Efternamn, förnamn", "Namn (efternamn, förnamn)"),
    "email": ("E-post", "Mail", "Mejladress", "E-postadress (arbetet)", "epost", "Email"),
    "phone": ("Mobil", "Tel", "Telefonnr", "Mobiltelefon", "Tfn", "Telefon arbete"),
    "role": ("Roll", "Befattning", "Titel", "Uppdrag", "Funktion", "Roll/befattning"),
    "organisation": ("Kommun", "Organisation", "Huvudman", "Kommun/Enhet", "Enhet", "Arbetsgivare"),
    "note": ("Anm.", "Kommentar", "Övrigt", "Noteringar", "Info"),
}
TITLES = {
    "Skolpolitiker": (
        "Politiker (C)", "Ledamot BUN", "1:e vice ordförande", "Nämndordförande", "Ersättare (S)", "Förtroendevald",
        "Ordf. barn- och utbildningsnämnden",
    ),
    "Skolchef": (
        "SKOLCHEF", "skolchef ", "Barn- och utbildningschef", "Utbildningschef", "Förvaltningschef/skolchef",
        "Tf skolchef",
    ),
    "Verksamhetschef": ("Verks.chef", "Verksamhetschef grundskola", "Vht-chef"),
    "Rektor": ("rektor", "bitr. rektor", "Rektor F-6", "Rektor förskola", "Biträdande rektor", "rektor 7-9"),
    "Utvecklingsledare": ("utv.ledare", "Utvecklings-ledare"),
    "Kvalitetsutvecklare": ("Kvalitetsutv.", "Kvalitets-utvecklare"),
    "Fakultetsledning": ("Dekan", "fakultetsledning"),
    "Institutionsledning": ("Stf prefekt", "Inst.ledning"),
    "Prefekt": ("prefekt", "PREFEKT"),
    "Programansvarig": ("Programansv.", "programansvarig grundlärare"),
    "Utbildningschef rektorsprogrammet": ("Utbildningschef",),
    "Samordnare lärarutbildningen": ("Samordnare",),
    "Adjungerad": ("adjungerad", "Adj."),
}  # fmt: skip
NOTES = ("", "", "slutar 31/12", "@SUM(1+1)", "föräldraledig t.o.m. maj")
NEVER_KEPT = {"Parti": ("C", "S", ""), "Allergier": ("nötter", ""), "Personnummer": ("19810203-1234", "")}


def clean_rows() -> list[dict[str, str]]:
    """The clean contacts."""
    with (DATA / "contacts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Parcel:
    """What was sent: the sheets, and which of the clean rows (by number) have an address that is broken in them."""

    sheets: list[Sheet] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)


class Secretary:
    """Writes the list in her own way, which is another one for each seed."""

    def __init__(self, seed: int, *, knows_every_organisation: bool) -> None:
        self._dice = random.Random(seed)
        self._shortens_all = knows_every_organisation
        self._parcel = Parcel()

    def send(self) -> Parcel:
        """The list, a sheet for each area, organisation or role, or all in one."""
        by = self._dice.choice(["område", "organisation", "roll", ""])
        groups: dict[str, list[tuple[int, dict[str, str]]]] = {}
        for number, row in enumerate(clean_rows()):
            groups.setdefault(row[by] if by else "Blad1", []).append((number, row))
        for name, rows in groups.items():
            self._parcel.sheets.append(self._sheet(name, rows, self._columns(by, name, rows[0][1])))
        return self._parcel

    def _once_in(self, times: int) -> bool:
        return self._dice.randrange(times) == 0

    def _columns(self, by: str, name: str, first: dict[str, str]) -> list[str]:
        rest = ["email", "phone", "role", "organisation", "note"]
        if by == "organisation" and first["organisationstyp"] == "kommun" and self._once_in(2):
            rest.remove("organisation")
        if by == "roll" and self._once_in(2):
            rest.remove("role")
        self._dice.shuffle(rest)
        names = self._dice.choice([["family", "given"], ["given", "family"], ["name"], ["name"], ["family first"]])
        columns = [*names, *rest]
        for extra in ("Parti", "Nr", "Allergier", "Personnummer", "Postadress"):
            if self._once_in(6):
                columns.insert(self._dice.randrange(len(columns) + 1), extra)
        return columns

    def _sheet(self, name: str, rows: Iterable[tuple[int, dict[str, str]]], columns: list[str]) -> Sheet:
        headings: list[Cell] = [self._dice.choice(HEADINGS.get(column, (column,))) for column in columns]
        titles: list[list[Cell]] = [[f"Kontaktlista RUN – {name}"], []]
        table: list[list[Cell]] = [*titles[: self._dice.randrange(3)], headings]
        for count, (number, row) in enumerate(rows, start=1):
            line = [self._cell(column, number, row, count) for column in columns]
            table.append(line)
            if self._once_in(30):
                table.append(list(line))
            if self._once_in(25):
                table.append(self._dice.choice([[], list(headings)]))
        if self._once_in(2):
            table.append(["Summa", *[None] * (len(columns) - 2), len(table)])
        left: list[Cell] = [None] * self._dice.choice([0, 0, 1])
        numbered = enumerate(table, start=1)
        return Sheet(name, tuple(Row(at, (*left, *(cell or None for cell in line))) for at, line in numbered))

    def _cell(self, column: str, number: int, row: dict[str, str], count: int) -> Cell:
        given, family = row["förnamn"], row["efternamn"]
        match column:
            case "given" | "family":
                return given if column == "given" else family
            case "name":
                return self._dice.choice([f"{given} {family}", f"{given} {family}", f"{family}, {given}"])
            case "family first":
                return f"{family}, {given}"
            case "email":
                return self._address(number, row["epost"], f"{given} {family}")
            case "phone":
                return self._phone(row["telefon"])
            case "role":
                return self._dice.choice([row["roll"], row["roll"], *TITLES[row["roll"]]])
            case "organisation":
                return self._organisation(row["organisation"], row["organisationstyp"])
            case "note":
                return self._dice.choice(NOTES)
            case "Nr":
                return count
            case _:
                return self._dice.choice(NEVER_KEPT.get(column, ("Storgatan 1",)))

    def _address(self, number: int, address: str, name: str) -> str:
        if self._once_in(50):
            self._parcel.broken.add(number)
            cut = address.replace(".example", "")
            return self._dice.choice([cut, address.replace("@", ""), address.replace("@", "@@"), cut + ".e"])
        if not self._once_in(3):
            return address
        before, _, after = address.partition("@")
        private = f"{before}.privat@{after}"
        return self._dice.choice([
            f"{name} <{address}>", address.upper(), f"  {address} ", f"{before} (at) {after}", f"{before}[at]{after}",
            f"mailto:{address}", f"{address}.", f"<{address}>;", f"{address}; {private}", f"{address}\n{private}",
        ])  # fmt: skip

    def _phone(self, phone: str) -> Cell:
        if not phone:
            return self._dice.choice([None, "-"])
        figures = phone.replace("-", "").replace(" ", "")
        ways: list[Cell] = [phone, phone, float(figures[1:]), int(figures[1:]), f"+46{figures[1:]}", figures]
        return self._dice.choice(ways)

    def _organisation(self, name: str, kind: str) -> str:
        if not self._once_in(4):
            return name
        if kind == "kommun":
            base = name.removesuffix(" kommun")
            stem = base.removesuffix("s")
            slip = f"{base[:3]}{base[4:]} kommun" if len(base) > 8 else name
            return self._dice.choice([stem, base, f"{stem} kommun", f"{stem}s kommun ", name.upper(), slip])
        if self._shortens_all:
            short = name.partition(" (")[0].replace("Mittuniversitetet,", "Miun")
            return self._dice.choice([short, name.lower()])
        return name
