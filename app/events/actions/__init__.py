"""What is done with events. Called inside the door's ``transaction()``; none of these commits."""

from app.events.actions.breaks import add_breaks, edit_break, remove_break
from app.events.actions.circles import add_member, edit_circle, edit_documents, remove_member
from app.events.actions.deadlines import edit_group_days
from app.events.actions.events import (
    cancel,
    copy_to_next_year,
    create_event,
    edit_event,
    finish,
    publish,
    reschedule,
    set_capacity,
)
from app.events.actions.parts import add_part, edit_part, edit_slots, remove_part, restore_part, set_part_capacity
from app.events.actions.questions import (
    add_question,
    edit_question,
    order_questions,
    remove_from_library,
    remove_question,
    restore_question,
    save_to_library,
)
from app.events.actions.quotas import add_quota, edit_quota, remove_quota
from app.events.actions.texts import edit_text, restore_text
from app.events.actions.years import make_next_year

__all__ = [
    "add_breaks",
    "add_member",
    "add_part",
    "add_question",
    "add_quota",
    "cancel",
    "copy_to_next_year",
    "create_event",
    "edit_break",
    "edit_circle",
    "edit_documents",
    "edit_event",
    "edit_group_days",
    "edit_part",
    "edit_question",
    "edit_quota",
    "edit_slots",
    "edit_text",
    "finish",
    "make_next_year",
    "order_questions",
    "publish",
    "remove_break",
    "remove_from_library",
    "remove_member",
    "remove_part",
    "remove_question",
    "remove_quota",
    "reschedule",
    "restore_part",
    "restore_question",
    "restore_text",
    "save_to_library",
    "set_capacity",
    "set_part_capacity",
]
