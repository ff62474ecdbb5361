"""The page of pictures tells of every state that is tested, and of no other."""

import re
from pathlib import Path

from tests.pictures.states import STATES
from tests.pictures.take_letters import SHOWN

LETTER = re.compile(r"!\[[^\]]+\]\(pictures/brev/([a-z_]+)\.png\)\n\n\*\*Ämne:\*\* .+\n\n```text\nHej .+\n")
DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures" / "lagen"
ROW = re.compile(r"^\| !\[[^\]]+\]\(pictures/lagen/([a-z-]+)\.png\) \| \*\*(.+?)\*\* (\w.+\.) \|$")
MOST_BYTES = 60_000
LETTERS = DOCS / "pictures" / "brev"
MOST_BYTES_OF_A_LETTER = 90_000


def test_each_state_has_its_picture_and_sentence_and_there_are_no_others() -> None:
    lines = (DOCS / "svarslagen.md").read_text(encoding="utf-8").splitlines()
    told = [found for line in lines if (found := ROW.match(line))]
    assert [row[1] for row in told] == [state.name for state in STATES]
    assert [row[2].rstrip(".") for row in told] == [state.heading.rstrip(".") for state in STATES]
    assert len([line for line in lines if "pictures/lagen/" in line]) == len(told)
    assert {file.stem for file in PICTURES.glob("*")} == {state.name for state in STATES}


def test_each_letter_shown_has_its_picture_its_subject_and_its_text() -> None:
    text = (DOCS / "brev.md").read_text(encoding="utf-8")
    assert (tuple(LETTER.findall(text)), text.count("pictures/brev/")) == (SHOWN, len(SHOWN))
    assert {file.stem for file in LETTERS.glob("*")} == set(SHOWN)
    assert [file.name for file in LETTERS.iterdir() if file.stat().st_size > MOST_BYTES_OF_A_LETTER] == []


def test_pictures_are_small() -> None:
    assert [file.name for file in PICTURES.iterdir() if file.stat().st_size > MOST_BYTES] == []
