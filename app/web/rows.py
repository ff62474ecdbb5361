"""A field of several rows, each a form or a line of its own."""

from collections.abc import Iterator
from typing import Any

from wtforms import FieldList
from wtforms.utils import unset_value


class RowsField(FieldList):
    """As WTForms' own, but that no more rows than there is room for are shown or added, and that a row whose number is
    no number of ours ("²") is none: either would be a fault of ours instead of an answer.
    """

    def __init__(self, row: Any, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(row, max_entries=most, **kwargs)

    def append_entry(self, data: Any = unset_value) -> Any:
        """One row more, while there is room."""
        return super().append_entry(data) if len(self.entries) < self.most else None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """The rows that are posted, or the first of those that are known."""
        known = data if data is unset_value or data is None else list(data)[: self.most]
        super().process(formdata, known, extra_filters)

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        start = f"{prefix}{self._separator}"
        for name in formdata:
            number = name.removeprefix(start).split(self._separator, 1)[0] if name.startswith(start) else ""
            if number.isascii() and number.isdecimal() and len(number) < 10:
                yield int(number)
