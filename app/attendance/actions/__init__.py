"""What is done at a door. Called inside the door's ``transaction()``; none of these commits."""

from app.attendance.actions.correcting import correct
from app.attendance.actions.digital import Named, read_in
from app.attendance.actions.links import close_door_links
from app.attendance.actions.records import NonceTaken, move_records, record
from app.attendance.actions.ticking import alone, tick, undo
from app.attendance.actions.uploads import note_failure, take, take_arrival

__all__ = [
    "Named",
    "NonceTaken",
    "alone",
    "close_door_links",
    "correct",
    "move_records",
    "note_failure",
    "read_in",
    "record",
    "take",
    "take_arrival",
    "tick",
    "undo",
]
