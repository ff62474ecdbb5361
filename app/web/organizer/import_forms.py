"""The form for choosing a contact file."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired

from app.web.fields import Form


class UploadForm(Form):
    """A file from the organizer's computer."""

    file = FileField(_("Fil"), [FileRequired(_("Välj en fil"))])

    def answers(self) -> tuple[str, bytes]:
        """The file's name and content."""
        return self.file.data.filename or "", self.file.data.read()
