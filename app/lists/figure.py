"""A picture with what it shows in words and the table behind it, made of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.pictures.bars import Bars
from app.documents.pictures.curve import Curve
from app.sheets.table import Column, Value


@dataclass(frozen=True)
class Figure:
    """``name``: in its address; ``sentence``: what it shows; the first of ``columns`` says what each row is about."""

    name: str
    title: str
    sentence: str
    chart: Bars | Curve
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    def svg(self) -> str:
        """The picture, drawn."""
        return self.chart.draw(f"picture-{self.name}", self.title, self.sentence)
