"""YAML front matter at the head of a Markdown file: what a document declares of itself.

Values are text or lists of text, as written (no date or number is interpreted). A front matter that can't be read stops the
file, because it may say who is allowed to read it.
"""

import re

import yaml

from ingest.errors import UnreadableDocument

Declared = dict[str, str | list[str]]

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)(?:\n|\A|(?<=\n))(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_REMEDY = "correct the lines between the two '---' at its head"


def split_front_matter(text: str, *, subject: str) -> tuple[Declared, str, list[str]]:
    """What the front matter declares, the text after it, and notes on entries that were left out."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text, []
    node = _compose(match["yaml"], subject)
    if node is None:
        return {}, text[match.end() :], []
    if not isinstance(node, yaml.MappingNode):
        return {}, text, []
    declared: Declared = {}
    notes: list[str] = []
    for key_node, value_node in node.value:
        key = str(key_node.value).strip() if isinstance(key_node, yaml.ScalarNode) else ""
        if key in declared:
            raise UnreadableDocument(f"its front matter names '{key}' twice", subject=subject, remedy=_REMEDY)
        value = _value(value_node)
        if key and value is not None:
            declared[key] = value
        elif key.lower() in ("audience", "classification"):
            raise UnreadableDocument(
                f"'{key}' in its front matter is neither text nor a list of texts", subject=subject, remedy=_REMEDY
            )
        else:
            notes.append(f"front matter: '{key}' is not text or a list of texts and was left out")
    return declared, text[match.end() :], notes


def _compose(text: str, subject: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        raise UnreadableDocument(f"its front matter is not valid YAML{where}", subject=subject, remedy=_REMEDY) from exc
    except RecursionError as exc:
        raise UnreadableDocument("its front matter is nested too deeply", subject=subject, remedy=_REMEDY) from exc
    return node


def _value(node: yaml.Node) -> str | list[str] | None:
    if isinstance(node, yaml.ScalarNode):
        null = node.tag == "tag:yaml.org,2002:null"
        return "" if null else str(node.value).strip()
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return [str(item.value).strip() for item in node.value]
    return None
