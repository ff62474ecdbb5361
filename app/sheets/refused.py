"""Why a file is not read, in words for the one who chose it."""

from app.kernel.words import N_


class SpreadsheetRefused(ValueError):  # a refusal: its text is for the person
    """The file cannot be read as a spreadsheet. ``str()`` is Swedish source text: what is wrong and what to do."""


EMPTY = N_("Filen är tom.")
NO_CELLS = N_("Det finns inget ifyllt i kalkylbladet.")
TOO_BIG = N_("Filen är för stor. Dela upp den i flera filer, eller ta bort bilder och blad som inte behövs.")
TOO_MUCH = N_("Filen innehåller mer än vad som kan läsas. Ta bort blad, rader och kolumner som inte behövs.")
TOO_MANY_ROWS = N_(
    "Ett blad har fler rader än vad som kan läsas. Dela upp filen, eller ta bort det som står långt ner i bladet."
)
TOO_MANY_COLUMNS = N_(
    "Ett blad har fler kolumner än vad som kan läsas. Ta bort de kolumner som inte behövs, även långt till höger."
)
OLD_EXCEL = N_("Filen är sparad i det gamla formatet Excel 97–2003 (.xls). Spara den som Excel-arbetsbok (.xlsx).")
PASSWORD = N_("Filen är skyddad med lösenord. Ta bort lösenordet, spara och välj filen igen.")
MACROS = N_("Filen innehåller makron (.xlsm). Spara den som Excel-arbetsbok utan makron (.xlsx).")
BINARY_EXCEL = N_("Filen är sparad som binär Excel-arbetsbok (.xlsb). Spara den som Excel-arbetsbok (.xlsx).")
OPEN_DOCUMENT = N_("Filen är sparad i formatet OpenDocument. Spara den som Excel-arbetsbok (.xlsx).")
BROKEN = N_("Filen är skadad eller avbruten. Öppna den i Excel, spara den på nytt och välj den igen.")
NOT_A_SPREADSHEET = N_("Filen är inte ett kalkylblad. Välj en Excel-fil (.xlsx) eller en CSV-fil.")
UNREADABLE_TEXT = N_("Texten i filen kan inte tolkas. Spara den som Excel-arbetsbok (.xlsx) och välj filen igen.")
