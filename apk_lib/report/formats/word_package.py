"""The package around a Word report: properties and settings without a clock, the typeface, the same bytes each time."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from apk_lib import fonts
from apk_lib.report.formats.word_styles import LOCALES, numbering, replace_content, styles
from apk_lib.report.formats.word_text import writable
from apk_lib.text import Lang

WRITTEN = datetime(1980, 1, 1, tzinfo=UTC)  # the first moment a zip can hold; the report itself says its day
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_FONT_KIND = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_EMBEDDED = {400: "embedRegular", 600: "embedBold"}
# Word hides the start of an embedded font under a key that stands beside it; any will do
_KEY = UUID("5d6f0c3a-8e41-4b6c-9a57-1f5a8a8fb8d8")
_HIDDEN = 32
_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>apk-lib</Application></Properties>"
)
# what the template of the library brings along and a report has no use for
_NEEDLESS = ("stylesWithEffects", "/customXml", "/thumbnail", "/webSettings")


def blank(lang: Lang) -> Document:
    """A document without content: our styles and settings, our typeface inside."""
    document = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for id in [id for id, relation in relations.items() if relation.reltype.endswith(_NEEDLESS)]:
            del relations[id]
    replace_content(document.styles.element, styles(lang))
    replace_content(document.settings.element, _settings(lang))
    document.part.package.part_related_by(KIND.EXTENDED_PROPERTIES)._blob = _APPLICATION
    _embed_fonts(document)
    return document


def say_about(document: Document, lang: Lang, title: str, subject: str, author: str) -> None:
    """Write the properties of the document; none of them comes from a clock or from the library."""
    core = document.core_properties
    core.title, core.subject, core.author = (writable(words)[:255] for words in (title, subject, author))
    core.language = LOCALES[lang]
    core.comments = core.keywords = core.category = core.last_modified_by = ""
    core.created = core.modified = WRITTEN
    core.revision = 1


def packed(document: Document, numbered_lists: int) -> bytes:
    """The finished document, with as many numbered lists as it has; the same document is the same bytes."""
    replace_content(document.part.numbering_part.element, numbering(numbered_lists))
    written, sealed = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as target:
        first = "[Content_Types].xml"
        for name in sorted(source.namelist(), key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return sealed.getvalue()


def _settings(lang: Lang) -> str:
    office = "http://schemas.microsoft.com/office/word"
    compatible = {"compatibilityMode": 15, "overrideTableStyleFontSizeAndJustification": 1,
                  "enableOpenTypeFeatures": 1}  # fmt: skip
    entries = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{office}" w:val="{value}"/>' for name, value in compatible.items()
    )
    point, comma = {"cs": (",", ";"), "en": (".", ",")}[lang]
    return (
        f'<w:settings {_W}><w:zoom w:percent="100"/><w:embedTrueTypeFonts/><w:defaultTabStop w:val="720"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{entries}</w:compat>'
        f'<w:themeFontLang w:val="{LOCALES[lang]}"/><w:decimalSymbol w:val="{point}"/>'
        f'<w:listSeparator w:val="{comma}"/></w:settings>'
    )


def _embed_fonts(document: Document) -> None:
    table = document.part.part_related_by(KIND.FONT_TABLE)
    embedded = ""
    for weight, element in _EMBEDDED.items():
        content = (fonts.directory() / f"{fonts.WEIGHTS[weight]}.ttf").read_bytes()
        name = PackURI(f"/word/fonts/{fonts.WEIGHTS[weight]}.odttf")
        id = table.relate_to(Part(name, _FONT_KIND, _obfuscated(content), table.package), KIND.FONT)
        embedded += f'<w:{element} r:id="{id}" w:fontKey="{{{str(_KEY).upper()}}}"/>'
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {_W} {_R}><w:font w:name="{fonts.FAMILY}">'
        '<w:altName w:val="Source Sans 3"/><w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
        f'{embedded}</w:font><w:font w:name="Calibri"><w:family w:val="swiss"/></w:font></w:fonts>'
    )
    table._blob = xml.encode()


def _obfuscated(content: bytes) -> bytes:
    """The font with its first 32 bytes hidden under the key, read from its end (ECMA-376 Part 4, 2.8.1)."""
    key = _KEY.bytes[::-1]
    return bytes(byte ^ key[place % len(key)] for place, byte in enumerate(content[:_HIDDEN])) + content[_HIDDEN:]
