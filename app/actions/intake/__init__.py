"""Taking in the reports that wards already have: keep the file, read it, fill the draft.

Nothing that a person typed is overwritten: a value that differs from the draft's
is kept beside it, and what the reading is not sure of waits for a person.
"""

from app.actions.intake.bulk import LoadedFile, load_file
from app.actions.intake.deciding import Choice, assign_number, decide
from app.actions.intake.keeping import NAME_MAX, PICTURES, keep, upload
from app.actions.intake.rereading import reread
from app.actions.intake.taking import Taken, enter, take
from app.actions.intake.understanding import city_code_of, fail_upload, read_upload, units_of
from app.actions.intake.withdrawing import take_back

__all__ = [
    "NAME_MAX",
    "PICTURES",
    "Choice",
    "LoadedFile",
    "Taken",
    "assign_number",
    "city_code_of",
    "decide",
    "enter",
    "fail_upload",
    "keep",
    "load_file",
    "read_upload",
    "reread",
    "take",
    "take_back",
    "units_of",
    "upload",
]
