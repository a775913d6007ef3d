"""How the importer says that a file as a whole cannot be taken (ACC-22)."""

from handsel.kernel.refusal import Refusal


class Unreadable(Refusal):
    """The file cannot be imported at all; the text is a sentence that says why and what to do."""

    code = "import_unreadable"
    status = 422
