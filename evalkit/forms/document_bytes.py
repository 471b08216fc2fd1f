"""A Word document as a file that holds no author and no time, neither inside nor in its archive."""

import datetime
import zipfile
from collections.abc import Mapping
from io import BytesIO

from docx.document import Document

CREATED = datetime.datetime(1980, 1, 1)  # the earliest that an archive can tell
NO_PARTS: Mapping[str, str] = {}


def document_bytes(document: Document, title: str, parts: Mapping[str, str] = NO_PARTS) -> bytes:
    """Return a document as a file; the same document gives the same bytes.

    Parameters
    ----------
    document : docx.document.Document
        Its properties are overwritten.
    title : str
        Among its properties.
    parts : mapping of str to str
        Parts of the archive that are replaced, by name.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> import docx
    >>> document_bytes(docx.Document(), "自评表") == document_bytes(docx.Document(), "自评表")
    True
    """
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.comments = title, "", "", ""
    properties.created = properties.modified = CREATED
    properties.revision = 1
    saved, stream = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in archive.namelist():
            entry = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
            fixed.writestr(entry, parts.get(name) or archive.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
