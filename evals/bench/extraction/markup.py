"""A sheet as the source text of a producer: HTML, Typst, LaTeX."""

from html import escape
from textwrap import wrap

from evals.bench.extraction.sheet import Columns, Heading, Items, Paragraph, Sheet, Table

_STYLE = (
    "@page{size:A4;margin:2cm} body{font:12pt/1.6 'FONT'} table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #333;padding:3px} .two{columns:2;column-gap:1cm} .two p{margin:0} .two p+p{break-before:column}"
)


def html(sheet: Sheet, font: str) -> str:
    """A page in A4; in English with words broken at the ends of justified lines."""
    style = _STYLE.replace("FONT", font) + ("" if sheet.rtl else "p{text-align:justify;hyphens:auto}")
    way = 'lang="ar" dir="rtl"' if sheet.rtl else 'lang="en"'
    head = f'<!doctype html><html {way}><head><meta charset="utf-8"><style>{style}</style></head>'
    body = "\n".join(_html(part) for part in sheet.parts)
    return f"{head}<body>{body}</body></html>"


def _html(part: object) -> str:
    match part:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Items(texts, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</{tag}>"
        case Table(rows):
            head, *body = (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
            return f"<table><thead>{head.replace('td>', 'th>')}</thead><tbody>{''.join(body)}</tbody></table>"
        case Columns(first, second):
            return f'<div class="two"><p>{escape(first)}</p><p>{escape(second)}</p></div>'
        case _:
            raise TypeError(part)


def typst(sheet: Sheet, font: str) -> str:
    """Typst markup."""
    way = 'lang: "ar", dir: rtl' if sheet.rtl else 'lang: "en"'
    block = "" if sheet.rtl else "#set par(justify: true)\n"
    head = f'#set page(paper: "a4", margin: 2cm)\n#set text(font: "{font}", size: 12pt, {way})\n{block}'
    return head + "\n\n".join(_typst(part) for part in sheet.parts)


def _typst(part: object) -> str:
    match part:
        case Heading(text):
            return f"#heading[{_bare(text)}]"
        case Paragraph(text):
            return f"#par[{_bare(text)}]"
        case Items(texts, numbered):
            return "\n".join(f"{'+' if numbered else '-'} {_bare(text)}" for text in texts)
        case Table(rows):
            cells = ", ".join(f"[{_bare(cell)}]" for row in rows for cell in row)
            return f"#table(columns: {len(rows[0])}, {cells})"
        case Columns(first, second):
            return f"#block(height: 6cm, columns(2)[{_bare(first)} #colbreak() {_bare(second)}])"
        case _:
            raise TypeError(part)


def _bare(text: str) -> str:
    return "".join(f"\\{char}" if char in "#$[]*_@<>`\\/" else char for char in text)


def latex(sheet: Sheet, file: str, folder: str, *, engine: str) -> str:
    """A LaTeX source: XeLaTeX with polyglossia, LuaLaTeX with babel."""
    font = f"[Script=Arabic,Path={folder}/]{{{file}}}"
    if not sheet.rtl:
        setup = rf"\setmainfont[Path={folder}/]{{{file}}}"
    elif engine == "xelatex":
        setup = rf"\usepackage{{polyglossia}}\setmainlanguage{{arabic}}\newfontfamily\arabicfont{font}"
    else:
        setup = (
            rf"\usepackage[bidi=basic,layout=tabular.lists]{{babel}}\babelprovide[import,main]{{arabic}}\babelfont{{rm}}{font}"
        )
    body = "\n\n".join(_latex(part) for part in sheet.parts)
    return (
        r"\documentclass[12pt,a4paper]{article}\usepackage[margin=2cm]{geometry}\usepackage{multicol}\usepackage{fontspec}"
        f"\n{setup}\n\\pagestyle{{empty}}\\begin{{document}}\n{body}\n\\end{{document}}\n"
    )


def _latex(part: object) -> str:
    match part:
        case Heading(text):
            return rf"\section*{{{_escaped(text)}}}"
        case Paragraph(text):
            return _escaped(text)
        case Items(texts, numbered):
            kind = "enumerate" if numbered else "itemize"
            return rf"\begin{{{kind}}}" + "".join(rf"\item {_escaped(text)} " for text in texts) + rf"\end{{{kind}}}"
        case Table(rows):
            lines = "".join(" & ".join(map(_escaped, row)) + r" \\ \hline " for row in rows)
            return rf"\begin{{tabular}}{{|{'r|' * len(rows[0])}}}\hline {lines}\end{{tabular}}"
        case Columns(first, second):
            return rf"\begin{{multicols}}{{2}}{_escaped(first)}\par\columnbreak {_escaped(second)}\end{{multicols}}"
        case _:
            raise TypeError(part)


def _escaped(text: str) -> str:
    """The text in short lines: LuaTeX fails on long ones when it reports a letter that the font lacks."""
    text = "\n".join(wrap(text, 60))
    return "".join(f"\\{char}" if char in "#$%&_{}" else char for char in text)
