"""The form of särskilda behov. Never prefilled; what was typed in the very request that is answered may stand again."""

from collections.abc import Mapping
from functools import partial
from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField

from app.events.rules.kinds import NeedsGround
from app.kernel.words import N_, listed
from app.registrations.rules import NeedDraft, NeedFault, NeedKind
from app.registrations.rules.needs import CHOICES, SEVERE_WORDS, TEXT, TEXT_LIMIT
from app.web.fields import CheckField, ChecksField, Form, TextField, pairs

_GROUNDS = {
    NeedsGround.CONSENT: N_("ditt uttryckliga samtycke"),
    NeedsGround.LAW: N_("lag (2018:218) 3 kap. 3 §, viktigt allmänt intresse"),
}


def _choices(kind: NeedKind) -> list[SelectChoice]:
    return pairs((value, gettext(words)) for value, words in CHOICES[kind])


class NeedsForm(Form):
    """Särskilda behov. Never prefilled."""

    diet = ChecksField(_("Kost"), choices=partial(_choices, NeedKind.DIET))
    diet_text = TextField(_("Annat om kost"), limit=TEXT_LIMIT, no_personnummer=True)
    allergy = ChecksField(_("Allergi eller överkänslighet"), choices=partial(_choices, NeedKind.ALLERGY))
    allergy_text = TextField(_("Annan allergi eller överkänslighet"), limit=TEXT_LIMIT, no_personnummer=True)
    access = ChecksField(_("Tillgänglighet"), choices=partial(_choices, NeedKind.ACCESS))
    access_text = TextField(_("Annat som gör att du kan delta"), limit=TEXT_LIMIT, no_personnummer=True)
    severe = CheckField(_(SEVERE_WORDS))
    needs_consent = CheckField(_("Jag samtycker till att uppgifterna om mina behov sparas till dess att de raderas"))

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Self | None:
        """The form where any of its fields was posted: most meetings ask for none, and to make it takes its time."""
        return cls() if any(name in posted for name in _NAMES) else None

    def answers(self) -> tuple[NeedDraft, ...]:
        """What was ticked and written."""
        drafts = []
        for kind in NeedKind:
            drafts += [NeedDraft(kind, choice) for choice in self[kind.value].data or ()]
            if text := self[f"{kind.value}_text"].data:
                drafts.append(NeedDraft(kind, TEXT, text))
        return tuple(drafts)

    @property
    def severe_words(self) -> str:
        """The words of the ticked box that lets the kitchen have the name; empty when it is not ticked."""
        return str(self.severe.label.text) if self.severe.data else ""

    @property
    def is_filled_in(self) -> bool:
        """Whether anything was ticked or written in this request."""
        return bool(self.answers() or self.severe.data)

    def say(self, fault: NeedFault) -> None:
        """Put the room's refusal where it can be mended."""
        if fault is NeedFault.NO_CONSENT:
            self.needs_consent.errors = [gettext(fault.label)]
            return
        if fault is NeedFault.SEVERE_WITHOUT_ALLERGY:
            self.allergy.errors = [gettext(fault.label)]
            return
        written = [self[f"{kind.value}_text"] for kind in NeedKind if self[f"{kind.value}_text"].data]
        field = next((one for one in written if _is_at_fault(one.data)), written[0] if written else self.diet)
        field.errors = [gettext(fault.label)]


def _is_at_fault(text: str) -> bool:
    return any(character.isdigit() for character in text)


_NAMES = tuple(name for name, value in vars(NeedsForm).items() if isinstance(value, UnboundField))


class SpokenNeedsForm(NeedsForm):
    """The same, filled in by an organizer who has the person on the telephone."""

    severe = CheckField(_("Personen har en svår allergi och har sagt ja till att köket får veta namnet"))


def grounds_told(grounds: Mapping[NeedKind, NeedsGround]) -> list[str]:
    """On what the needs rest, in sentences: one for all kinds, or one for each ground."""
    found = dict.fromkeys(grounds.values())
    if len(found) == 1:
        return [gettext("Grund: %(ground)s.", ground=gettext(_GROUNDS[ground])) for ground in found]
    return [
        gettext("Grund för %(kinds)s: %(ground)s.", kinds=_named(grounds, ground), ground=gettext(_GROUNDS[ground]))
        for ground in found
    ]


def consent_told(grounds: Mapping[NeedKind, NeedsGround]) -> str:
    """What stands at the box for consent; empty where nothing rests on it."""
    kinds = set(grounds.values())
    if NeedsGround.CONSENT not in kinds:
        return ""
    about = gettext("mina behov") if len(kinds) == 1 else _named(grounds, NeedsGround.CONSENT)
    return gettext("Jag samtycker till att uppgifterna om %(about)s sparas till dess att de raderas", about=about)


def _named(grounds: Mapping[NeedKind, NeedsGround], ground: NeedsGround) -> str:
    """ "kost och allergi"."""
    words = [gettext(kind.label).lower() for kind, rests_on in grounds.items() if rests_on is ground]
    return listed(words, gettext(" och "))
