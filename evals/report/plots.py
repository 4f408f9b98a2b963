"""The plots of a report as SVG, with labels in either language; Arabic is shaped and reordered for the drawing.

matplotlib draws them and belongs to the `evals` extra: without it there are no plots, and the report says so.
"""

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from evals.measures import ranking
from evals.measures.abstention import risk_coverage
from evals.measures.calibration import bins
from evals.model import KINDS, Told
from evals.report.words import WORDS, kind

_INK, _ACCENT, _SECOND = "#333333", "#0f766e", "#b45309"
_SHAPES_ITSELF = (3, 11)
"""From this version on matplotlib joins and orders Arabic letters itself."""
_DEPTHS = (1, 2, 3, 5, 10, 20, 30, 50)


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def label(text: str, language: str) -> str:
    """A label as the drawing needs it."""
    import matplotlib

    if language != "ar" or matplotlib.__version_info__ >= _SHAPES_ITSELF:
        return text
    import arabic_reshaper
    from bidi.algorithm import get_display

    return str(get_display(arabic_reshaper.reshape(text)))


def plots(tolds: Sequence[Told], language: str) -> dict[str, str]:
    """Every plot that these results have something for, by name, as SVG."""
    if not can_draw():
        return {}
    words = {name: label(text, language) for name, text in WORDS[language].items()}
    drawn = {
        "recall": _recall(tolds, words),
        "calibration": _calibration(tolds, words),
        "risk": _risk(tolds, words),
        "latency": _latency(tolds, words),
        "confusion": _confusion(tolds, words, language),
    }
    return {name: svg for name, svg in drawn.items() if svg}


def _figure(title: str, across: str, up: str) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 3.2), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=11, color=_INK)
    axes.set_xlabel(across, fontsize=9, color=_INK)
    axes.set_ylabel(up, fontsize=9, color=_INK)
    axes.tick_params(labelsize=8, colors=_INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25, linewidth=0.5)
    return figure, axes


def _svg(figure: Any) -> str:
    import matplotlib

    drawing = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "dalil", "font.family": "DejaVu Sans"}):
        figure.savefig(drawing, format="svg", metadata={"Date": None}, transparent=True)
    text = drawing.getvalue()
    return re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)


def _recall(tolds: Sequence[Told], words: Mapping[str, str]) -> str:
    if not any(told.relevant for told in tolds):
        return ""
    figure, axes = _figure(words["recall"], words["depth"], words["recall"])
    for language, colour in (("ar", _ACCENT), ("en", _SECOND)):
        held = [told for told in tolds if told.language == language and told.relevant]
        if held:
            curve = [float(np.mean([ranking.recall(told, depth) or 0.0 for told in held])) for depth in _DEPTHS]
            axes.plot(_DEPTHS, curve, marker="o", markersize=3, color=colour, label=words[language])
    axes.set_ylim(0, 1.02)
    axes.legend(fontsize=8, frameon=False)
    return _svg(figure)


def _calibration(tolds: Sequence[Told], words: Mapping[str, str]) -> str:
    found = bins(tolds)
    if not found:
        return ""
    figure, axes = _figure(words["calibration"], words["confidence"], words["there"])
    axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle=":")
    sizes = [12 + 120 * one.count / len(tolds) for one in found]
    axes.plot([one.confidence for one in found], [one.there for one in found], color=_ACCENT, linewidth=1)
    axes.scatter([one.confidence for one in found], [one.there for one in found], s=sizes, color=_ACCENT)
    return _svg(figure)


def _risk(tolds: Sequence[Told], words: Mapping[str, str]) -> str:
    coverage, risk = risk_coverage(tolds)
    if not len(coverage):
        return ""
    figure, axes = _figure(words["risk"], words["coverage"], words["wrong"])
    axes.plot(coverage, risk, color=_ACCENT)
    axes.set_ylim(0, 1.02)
    return _svg(figure)


def _latency(tolds: Sequence[Told], words: Mapping[str, str]) -> str:
    from matplotlib.ticker import NullFormatter

    times = np.sort([told.ask_ms for told in tolds])
    if not len(times):
        return ""
    figure, axes = _figure(words["latency"], words["ms"], words["share"])
    axes.plot(times, np.arange(1, len(times) + 1) / len(times), color=_ACCENT)
    axes.set_xscale("log")
    axes.xaxis.set_minor_formatter(NullFormatter())
    return _svg(figure)


def _confusion(tolds: Sequence[Told], words: Mapping[str, str], language: str) -> str:
    kinds = [name for name in KINDS if any(told.kind == name for told in tolds)]
    if not kinds:
        return ""
    refused = Counter(told.kind for told in tolds if told.abstained)
    every = Counter(told.kind for told in tolds)
    figure, axes = _figure(words["confusion"], words["share"], "")
    shares = [refused[name] / every[name] for name in kinds]
    axes.barh(range(len(kinds)), [1 - share for share in shares], color=_ACCENT, label=words["answered"])
    axes.barh(range(len(kinds)), shares, left=[1 - share for share in shares], color=_SECOND, label=words["refused"])
    axes.set_yticks(range(len(kinds)), [label(kind(name, language), language) for name in kinds])
    axes.invert_yaxis()
    axes.legend(fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return _svg(figure)
