"""The settings: where they come from, in which order, and what is said of a wrong one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.settings import Settings, settings_table
from corpus.errors import SettingError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DALIL_MODELS", raising=False)


def test_the_environment_comes_before_the_file_and_the_file_before_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dalil.toml").write_text('entity_name = "from the file"\ninterface_language = "en"\n', encoding="utf-8")
    monkeypatch.setenv("DALIL_ENTITY_NAME", "from the environment")
    settings = Settings.load()
    assert (settings.entity_name, settings.interface_language, settings.digits) == ("from the environment", "en", "western")


def test_arguments_come_before_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_WORKERS", "2")
    assert Settings.load(workers=3).workers == 3


def test_a_settings_file_is_also_found_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "dalil.toml").write_text("workers = 2\n", encoding="utf-8")
    monkeypatch.setenv("DALIL_HOME", str(home))
    assert Settings.load().workers == 2


def test_folders_in_the_file_count_from_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "etc"
    place.mkdir()
    (place / "dalil.toml").write_text('folders = ["وثائق"]\n', encoding="utf-8")
    monkeypatch.setenv("DALIL_CONFIG", str(place / "dalil.toml"))
    assert Settings.load().folders == (place / "وثائق",)


def test_lists_in_the_environment_need_no_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_FOLDERS", "/srv/a:/srv/b")
    monkeypatch.setenv("DALIL_DEFAULT_AUDIENCE", "hr, الموارد البشرية")
    settings = Settings.load()
    assert settings.folders == (Path("/srv/a"), Path("/srv/b"))
    assert settings.default_audience == ("hr", "الموارد البشرية")


def test_an_audience_that_was_not_set_is_told_from_one_that_was() -> None:
    assert Settings.load().default_audience is None
    assert Settings.load().audience_of_the_unnamed() == ("public",)
    assert Settings.load(default_audience="public").default_audience == ("public",)


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("DALIL_WORKERS", "many", "a whole number from 0"),
        ("DALIL_LONGEST_QUESTION", "0", "a whole number from 1"),
        ("DALIL_INTERFACE_LANGUAGE", "fr", "ar or en"),
        ("DALIL_TIMEZONE", "Asia/Nowhere", "a name such as Asia/Muscat"),
        ("DALIL_TRUSTED_PROXIES", "10.0.0.1,nginx", "IP addresses"),
        ("DALIL_CHAT_BASE_URL", "localhost:8080", "http://"),
        ("DALIL_CHAT_MODEL", "gpt", "PROVIDER:NAME"),
        ("DALIL_SHIPPED_LIBRARY", "perhaps", "true or false"),
    ],
)
def test_a_wrong_value_is_told_with_the_setting_and_what_would_be_right(
    name: str, value: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as told:
        Settings.load()
    assert name in str(told.value)
    assert value.split(",")[-1] in str(told.value)
    assert right in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("written", "said"), [("wrokers = 2", "'wrokers'"), ("workers = ", "can't be read"), ("[serve]\nport = 1", "'serve'")]
)
def test_a_settings_file_with_a_mistake_is_told_by_its_path(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "dalil.toml").write_text(written, encoding="utf-8")
    with pytest.raises(SettingError) as told:
        Settings.load()
    assert said in str(told.value)
    assert str(tmp_path / "dalil.toml") in str(told.value)


def test_a_settings_file_that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_CONFIG", "/nowhere/dalil.toml")
    with pytest.raises(SettingError, match="DALIL_CONFIG"):
        Settings.load()


def test_a_secret_is_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DALIL_CHAT_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(Settings.load())
    (tmp_path / "dalil.toml").write_text("chat_api_key = 12345\n", encoding="utf-8")
    monkeypatch.delenv("DALIL_CHAT_API_KEY")
    with pytest.raises(SettingError) as told:
        Settings.load()
    assert "12345" not in str(told.value)


def test_the_embedder_has_its_options(tmp_path: Path) -> None:
    options = Settings.load(home=tmp_path, embed_threads=3).embed_options()
    assert (options.models_dir, options.model, options.threads) == (tmp_path / "models", "e5", 3)


def test_the_settings_table_is_written_from_the_fields(golden: Callable[[Path, str], None]) -> None:
    golden(ROOT / "docs" / "settings.md", settings_table())
