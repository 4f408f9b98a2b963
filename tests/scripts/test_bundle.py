"""The bundle for machines without a network: what it refuses, and that it says so in one sentence."""

import json
from dataclasses import asdict, replace
from email.message import Message
from pathlib import Path

import bundle
import pytest


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """A bundle's folder with one wheel and one model file, made for this machine."""
    for name in ("source/requirements/ocr.txt", "wheels/one.whl", "models/e5/model.bin"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "source" / bundle.LOCK).write_bytes((bundle.ROOT / bundle.LOCK).read_bytes())
    (tmp_path / bundle.MADE_FOR).write_text(json.dumps(asdict(bundle.this_machine())))
    bundle.write_sums(tmp_path)
    return tmp_path


def test_a_bundle_for_this_machine_is_taken(unpacked: Path) -> None:
    bundle.check_target(unpacked)
    bundle.check_sums(unpacked)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("system", "Darwin", "this bundle is for the system Darwin"),
        ("machine", "riscv64", "this bundle is for the processor riscv64"),
        ("python", "3.99", "this bundle is for Python 3.99"),
        ("libc", "other", "this bundle is for the C library other"),
    ],
)
def test_a_bundle_for_another_machine_is_refused(unpacked: Path, field: str, value: str, said: str) -> None:
    made_for = replace(bundle.this_machine(), **{field: value})
    (unpacked / bundle.MADE_FOR).write_text(json.dumps(asdict(made_for)))
    with pytest.raises(bundle.Refused, match=said):
        bundle.check_target(unpacked)


def test_a_bundle_of_another_version_is_refused(unpacked: Path) -> None:
    (unpacked / "source" / bundle.LOCK).write_text("attrs==1.0\n")
    with pytest.raises(bundle.Refused, match="another version of Dalil"):
        bundle.check_target(unpacked)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(bundle.Refused, match="is not a bundle of Dalil"):
        bundle.check_target(tmp_path)


def test_a_changed_wheel_is_refused(unpacked: Path) -> None:
    (unpacked / "wheels/one.whl").write_bytes(b"changed")
    with pytest.raises(bundle.Refused, match=r"wheels/one.whl is not what SHA256SUMS says"):
        bundle.check_sums(unpacked)


def test_a_wheel_that_is_not_listed_is_refused(unpacked: Path) -> None:
    (unpacked / "wheels/two.whl").write_bytes(b"planted")
    with pytest.raises(bundle.Refused, match=r"does not list: wheels/two.whl"):
        bundle.check_sums(unpacked)


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_a_broken_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "bundle.tar"
    archive.write_bytes(content)
    with pytest.raises(bundle.Refused, match="is not a whole archive"), bundle.opened(archive):
        pass


def test_a_missing_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(bundle.Refused, match="is not there"), bundle.opened(tmp_path / "none.tar"):
        pass


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "text")], "MIT"),
        ([("Classifier", "License :: OSI Approved :: BSD License"), ("License", "long text\nmore")], "BSD License"),
        ([("License", "Apache 2.0\nand the whole text")], "Apache 2.0"),
        ([], "not declared"),
    ],
)
def test_a_licence_is_taken_from_the_clearest_place(fields: list[tuple[str, str]], licence: str) -> None:
    told = Message()
    for name, value in fields:
        told[name] = value
    assert bundle.licence(told) == licence
