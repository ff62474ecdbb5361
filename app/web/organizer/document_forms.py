"""Links to a meeting's documents, in a form."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form as Subform
from wtforms import FormField, HiddenField

from app.events.rules.drafts import DocumentDraft
from app.web.fields import Form, LineField, WebAddressField
from app.web.rows import RowsField

_MOST_DOCUMENTS = 60


class DocumentForm(Subform):
    """One link to a document. Both empty: no document."""

    title = LineField(_("Namn"))
    url = WebAddressField(_("Adress"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A name without address, or the other way round, is half a link."""
        fine: bool = super().validate(extra_validators)
        if self.url.data and not self.title.data:
            self.title.errors = [gettext("Skriv vad dokumentet heter")]
            return False
        if self.title.data and not self.url.data and not self.url.errors:
            self.url.errors = [gettext("Skriv dokumentets adress")]
            return False
        return fine


class DocumentsForm(Form):
    """The links to documents of an event."""

    seen = HiddenField()
    documents = RowsField(FormField(DocumentForm), most=_MOST_DOCUMENTS)

    def answers(self) -> list[DocumentDraft]:
        """The documents, without empty rows."""
        rows = [row.form for row in self.documents]
        return [DocumentDraft(row.title.data, row.url.data) for row in rows if row.title.data and row.url.data]
