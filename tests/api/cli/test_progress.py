"""What a command that takes long tells of how far it is, where there is no terminal to draw a bar on."""

import re

import pytest

from api.cli.present import Stage, TerminalProgress


@pytest.mark.parametrize(
    ("name", "total", "done", "seconds", "told"),
    [
        ("embedding", 30_000, 12_000, 300.0, "embedding: 12,000 of 30,000 (40 /s, 8 min left)"),
        ("reading", 40, 30, 20.0, "reading: 30 of 40 (1.5 /s, 7 s left)"),
    ],
)
def test_a_stage_tells_its_pace_and_the_time_left(name: str, total: int, done: int, seconds: float, told: str) -> None:
    stage = Stage(name, total, 100.0)
    stage.done = done
    assert stage.line(100.0 + seconds) == told


def test_a_stage_is_told_of_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    for every_s, lines in ((0.0, 9), (60.0, 0)):
        with TerminalProgress(every_s=every_s) as progress:
            progress.stage("embedding", 10)
            for _ in range(10):
                progress.advance(1)
        assert len(re.findall(r"embedding: \d of 10 \(.* /s, .* left\)", capsys.readouterr().err)) == lines
