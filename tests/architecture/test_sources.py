"""What the sources themselves must hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.events.rules.letter_texts import TEXTS
from app.web.organizer import letter_others, letter_samples
from app.web.organizer.log_words import WORDS
from app.web.organizer.outbox import KINDS

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))


def found(paths: list[Path], pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Lines that match, as "path: line", outside the files named."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in paths
        if str(path.relative_to(ROOT)) not in but
        for line in path.read_text(encoding="utf-8").splitlines()
        if wanted.search(line)
    ]


def test_templates_never_switch_escaping_off() -> None:
    assert found(TEMPLATES, r"\|\s*safe\b|autoescape\s+false") == []


def test_templates_translate_our_own_words_and_nothing_that_somebody_wrote() -> None:
    ours = r"(?:[\w.]+\.)?(?:about|label|reason|ticked|title|usual|when|words)\b|labels\["
    assert found(TEMPLATES, rf"\b_\((?!\s*\"|{ours})") == []


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    pages = [path for path in TEMPLATES if "mail" not in path.parts and "documents" not in path.parts]
    assert found(pages, r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"") == []


def test_pages_fetch_nothing_from_elsewhere() -> None:
    assert found(TEMPLATES, r"(?:src|srcset|action)=\"(?:https?:)?//|<link[^>]+href=\"(?:https?:)?//") == []


def test_only_the_database_module_commits() -> None:
    assert found(CODE, r"\.(?:commit|rollback)\(\)", but=("app/kernel/db.py",)) == []


def test_an_event_and_what_it_owns_are_written_row_by_row_so_that_its_stamp_follows() -> None:
    owned = "Event|Slot|Part|CircleLine|EventDocument|EventText|GroupDeadlines|Quota|Question(?:Option|Role)?"
    assert found(CODE, rf"\b(?:insert|update|delete)\((?:{owned})\)", but=("app/events/model/stamps.py",)) == []


def test_only_the_clock_reads_the_time() -> None:
    assert found(CODE, r"\b(?:datetime\.now|utcnow|date\.today|time\.time)\(", but=("app/kernel/clock.py",)) == []


def test_transactions_are_opened_at_the_doors_only() -> None:
    doors = ("app/web/", "app/cli/", "app/rounds/", "app/demo.py", "app/demo/", "app/worker.py", "app/kernel/db.py")
    opened = found(CODE, r"^\s*with (?:.*\W)?(?:(?<!separate_)transaction|rehearsal)\(\)")
    assert [line for line in opened if not line.startswith(doors)] == []


def test_there_are_no_junk_drawers() -> None:
    names = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}
    assert [str(path) for path in CODE if path.name in names] == []


def _logged() -> Iterator[str]:
    """What looks like an action of the log in every room's actions and at the desk."""
    for path in CODE:
        place = path.relative_to(ROOT / "app").parts
        if "desk" in place or any(part.startswith("actions") for part in place):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(node.value)):
                    yield str(node.value)


def test_every_logged_action_has_words_for_the_screen() -> None:
    assert sorted(set(_logged()) - set(WORDS)) == []


NOT_OF_ONE_MEETING = {
    "trial": "tells an organizer that mail comes through",
    "my_links": "the way to the person's own page, whatever the meetings",
    "please_confirm": "asks whether the register is right; its words are written at each sending (people.rules.asking)",
    "please_confirm_again": "its reminder",
    "message": "an organizer writes it as a whole each time",
    "mailing": "so do mailings",
}
"""Letters whose opening words no meeting can change, and why."""


def test_every_letter_about_a_meeting_has_words_that_the_coordinator_can_change() -> None:
    letters = {path.stem for path in (ROOT / "templates" / "mail").glob("*.jinja") if path.stem[0] != "_"}
    assert sorted(letters - set(NOT_OF_ONE_MEETING)) == sorted(TEXTS)


def test_every_letter_with_words_to_change_can_be_shown_as_its_receivers_get_it() -> None:
    assert sorted(letter_samples.SAMPLES | letter_others.SAMPLES) == sorted(TEXTS)


def test_every_kind_of_letter_has_words_for_the_outbox() -> None:
    assert sorted(KINDS) == sorted({*TEXTS, *NOT_OF_ONE_MEETING})
