"""A sentence for the screen that carries values: the door translates the text and fills the values in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """``text`` is Swedish source text marked with N_(), with ``%(name)s`` where a value stands."""

    text: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text % dict(self.values)


def say(text: str, **values: str) -> Sentence:
    """A sentence with its values: ``say(N_("Rollen «%(role)s» finns inte."), role="vaktmästare")``."""
    return Sentence(text, tuple(values.items()))
