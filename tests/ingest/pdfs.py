"""PDF files for tests, written by hand: nothing but pages of lines."""

ENCODING = "<< /BaseEncoding /WinAnsiEncoding /Differences [1 /fi] >>"


def pdf(*pages: list[str], info: str = "", extra: str = "") -> bytes:
    """A PDF with these lines on its pages; `info` goes into its information dictionary, `extra` into the
    trailer.
    """
    count = len(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(count))}] >>",
        # The character 1 is the ligature fi, as typesetting programs do it.
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding " + ENCODING + " >>",
    ]
    for number, lines in enumerate(pages):
        shown = "\n".join(f"({_escaped(text)}) Tj T*" for text in lines)
        stream = f"BT /F1 10 Tf 14 TL 40 800 Td\n{shown}\nET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< {info} >>")
    return _written(objects, extra)


def _written(objects: list[str], extra: str) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R {extra} >>"
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"{xref}trailer\n{trailer}\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
