"""Taking in the reports that wards already have: keep the file, read it, fill the draft.

Nothing that a person typed is overwritten: a value that differs from the draft's
is kept beside it, and what the reading is not sure of waits for a person.
"""

from app.actions.intake.bulk import LoadedFile, load_file
from app.actions.intake.deciding import decide
from app.actions.intake.filling import apply
from app.actions.intake.keeping import NAME_MAX, keep, upload
from app.actions.intake.understanding import fail_upload, read_upload, understand, units_of

__all__ = [
    "NAME_MAX",
    "LoadedFile",
    "apply",
    "decide",
    "fail_upload",
    "keep",
    "load_file",
    "read_upload",
    "understand",
    "units_of",
    "upload",
]
