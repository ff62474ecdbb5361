"""What is new about a meeting and its parts, to those who knew them as they were: compared before and after. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.events.rules.earlier import Spot
from app.events.rules.times import move_moment
from app.kernel.enums import Labelled
from app.kernel.words import N_


class Aspect(Labelled):
    """What can be new."""

    OFF = "off", N_("Inställt")
    BACK = "back", N_("Hålls ändå")
    TITLE = "title", N_("Rubrik")
    WHEN = "when", N_("När")
    WHERE = "where", N_("Var")
    LINK = "link", N_("Länk")


@dataclass(frozen=True)
class Side:
    """A meeting, or one of its parts, as people know it. ``link``: where one follows a part online."""

    title: str
    spot: Spot
    link: str = ""
    off: bool = False


@dataclass(frozen=True)
class Known:
    """A meeting with its parts, by uid."""

    whole: Side
    parts: Mapping[str, Side]


@dataclass(frozen=True)
class News:
    """What is new about one thing: the part ``part_uid``, or ("") the meeting itself."""

    part_uid: str
    before: Side
    after: Side
    aspects: tuple[Aspect, ...]

    def old_and_new(self, aspect: Aspect) -> tuple[Any, Any]:
        """What was and what is: a Spot for WHEN, text for WHERE and TITLE; nothing to show for the others."""
        match aspect:
            case Aspect.WHEN:
                return self.before.spot, self.after.spot
            case Aspect.WHERE:
                return self.before.spot.where, self.after.spot.where
            case Aspect.TITLE:
                return self.before.title, self.after.title
            case _:
                return "", ""


_TO_INVITED = (Aspect.OFF, Aspect.BACK, Aspect.WHEN, Aspect.WHERE)
"""What somebody must know who has not answered: neither a new title nor a link."""


def compare(before: Known, after: Known) -> tuple[News, ...]:
    """What is new: the meeting first, then its parts in the order of ``after``. A part that only follows the meeting to
    its new days is not; nor are those of a meeting that is off, or that were off and still are; nor a new part.
    """
    whole = _aspects(before.whole, after.whole, before.whole.spot)
    found = [News("", before.whole, after.whole, whole)]
    if not after.whole.off:
        days = before.whole.spot.starts, after.whole.spot.starts
        for uid, now in after.parts.items():
            if (was := before.parts.get(uid)) is not None:
                found.append(News(uid, was, now, _aspects(was, now, _following(was.spot, *days))))
    return tuple(one for one in found if one.aspects)


def _following(spot: Spot, old_first: date, new_first: date) -> Spot:
    """Where a part comes to stand when it does nothing but follow the meeting."""
    moved = [
        move_moment(at, old_first, new_first) if isinstance(at, datetime) else at for at in (spot.starts, spot.ends)
    ]
    return Spot(moved[0], moved[1], spot.where)


def _aspects(was: Side, now: Side, expected: Spot) -> tuple[Aspect, ...]:
    if now.off:
        return () if was.off else (Aspect.OFF,)
    different = {
        Aspect.BACK: was.off,
        Aspect.TITLE: was.title != now.title,
        Aspect.WHEN: (now.spot.starts, now.spot.ends) != (expected.starts, expected.ends),
        Aspect.WHERE: was.spot.where != now.spot.where,
        Aspect.LINK: bool(now.link) and was.link != now.link,
    }
    return tuple(aspect for aspect, new in different.items() if new)


def for_registered(news: tuple[News, ...], chosen: Mapping[str, bool]) -> tuple[News, ...]:
    """What of it concerns somebody who has ``chosen`` those parts (uid, whether followed online): the meeting, and
    their own parts; a room only those who come, a link only those who do not.
    """
    return tuple(own for one in news if (own := _own(one, chosen)).aspects)


def _own(one: News, chosen: Mapping[str, bool]) -> News:
    if not one.part_uid:
        return one
    if one.part_uid not in chosen:
        return replace(one, aspects=())
    other = Aspect.WHERE if chosen[one.part_uid] else Aspect.LINK
    return replace(one, aspects=tuple(aspect for aspect in one.aspects if aspect is not other))


def for_invited(news: tuple[News, ...], only_part: str = "") -> tuple[News, ...]:
    """What of it concerns somebody who has not answered: when and where the meeting is. ``only_part``: the part that is
    the whole meeting.
    """
    about = [one for one in news if one.part_uid in ("", only_part)]
    narrow = [replace(one, aspects=tuple(name for name in one.aspects if name in _TO_INVITED)) for one in about]
    return tuple(one for one in narrow if one.aspects)


def is_off(news: tuple[News, ...]) -> bool:
    """Whether the meeting as a whole is cancelled."""
    return any(not one.part_uid and Aspect.OFF in one.aspects for one in news)


def tells_off(news: tuple[News, ...]) -> bool:
    """Whether something of it is cancelled."""
    return any(Aspect.OFF in one.aspects for one in news)


def is_moved(news: tuple[News, ...]) -> bool:
    """Whether anything of it is at another time."""
    return any(Aspect.WHEN in one.aspects for one in news)


def tells_move(lines: Sequence[Mapping[str, Any]]) -> bool:
    """As ``is_moved``, of the lines in a letter."""
    return any(one["what"] == Aspect.WHEN for one in lines)


def as_data(news: tuple[News, ...]) -> list[dict[str, Any]]:
    """Plain values, for letters: one line for each aspect. ``part`` is empty for the meeting itself."""
    return [_line(one, aspect) for one in news for aspect in one.aspects]


def _line(one: News, aspect: Aspect) -> dict[str, Any]:
    old, new = one.old_and_new(aspect)
    part = one.after.title if one.part_uid else ""
    if isinstance(old, Spot):
        old, new = old.as_data(), new.as_data()
    return {"what": aspect.value, "part": part, "old": old, "new": new}


_OPPOSITE = {Aspect.OFF.value: Aspect.BACK.value, Aspect.BACK.value: Aspect.OFF.value}


def joined(earlier: Sequence[Mapping[str, Any]], later: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines of two changes, the earlier of which nobody has been told yet, as one: from what was first to what it
    is now. What has come back to what it was is no line any more.
    """
    found = {_about(one): dict(one) for one in earlier}
    for one in later:
        about = _about(one)
        if found.pop((_OPPOSITE.get(one["what"], ""), one["part"]), None) is not None:
            continue
        found[about] = {**one, "old": found[about]["old"]} if about in found else dict(one)
    unchanged = {about for about, one in found.items() if one["old"] == one["new"] and one["old"]}
    return [one for about, one in found.items() if about not in unchanged]


def _about(line: Mapping[str, Any]) -> tuple[str, str]:
    return line["what"], line["part"]
