"""Hold a marked workbook against what it was, part by part."""

import io
import re
import struct
import zipfile

from lxml import etree

MAY_CHANGE = re.compile(
    r"\[Content_Types\]\.xml|docProps/app\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/[Ss]tyles\.xml|xl/comments\S*\.xml|xl/drawings/\S+\.vml|xl/\S*legacyDrawing\S*\.vml"
)
MARKS = {"dimension", "legacyDrawing"}


def packed(data):
    """Return each entry's method, checksum and packed bytes, by name."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            name, extra = struct.unpack_from("<HH", data, entry.header_offset + 26)
            start = entry.header_offset + 30 + name + extra
            content = data[start : start + entry.compress_size]
            found[entry.filename] = (entry.compress_type, entry.CRC, content)
    return found


def changed_parts(before, after):
    """Return the parts that were there and are not as they came, packed bytes and all."""
    old, new = packed(before), packed(after)
    return {name for name in old if old[name] != new.get(name)}


def read_part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def bare_sheet(root):
    """Return a sheet without what marking may change."""
    for one in list(root.iter("{*}c", "{*}row", "{*}sheetView")):
        for name in ("s", "spans", "tabSelected"):
            one.attrib.pop(name, None)
    for kind in ("{*}c", "{*}row"):
        for one in [one for one in root.iter(kind) if len(one) == 0]:
            one.getparent().remove(one)
    for child in list(root):
        if etree.QName(child).localname in MARKS:
            root.remove(child)
    return re.sub(rb">\s+<", b"><", etree.tostring(root, method="c14n", exclusive=True))


def faults(before, after, marked):
    """Yield whatever a marked copy changed that it should not have; `marked` are sheet parts."""
    rels = {f"{name.replace('worksheets/', 'worksheets/_rels/')}.rels" for name in marked}
    for name in sorted(changed_parts(before, after)):
        if name not in packed(after):
            yield f"{name} is gone"
        elif "worksheets/sheet" in name and name not in rels:
            if bare_sheet(read_part(before, name)) != bare_sheet(read_part(after, name)):
                yield f"{name} differs by more than marks"
        elif not MAY_CHANGE.fullmatch(name) and name not in rels:
            yield f"{name} was changed"
