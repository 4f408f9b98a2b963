"""The settings: environment `DALIL_*` first, then `dalil.toml`, then the defaults here. The only reader of either.

Each package defines its own frozen options; the methods at the end compose them. A value that can't be used stops the start with
a SettingError that names the setting, the value and what would be right. `docs/settings.md` is written from the fields.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from corpus.errors import SettingError
from corpus.home import Home
from corpus.model import PUBLIC
from corpus.options import EmbedOptions
from ingest.options import MIB, ExtractLimits, OcrOptions

CHECKOUT = Path(__file__).resolve().parent.parent
HOME = CHECKOUT / ".dalil" if (CHECKOUT / "pyproject.toml").is_file() else Path("~/.local/share/dalil")
"""The default home: in the checkout, or, installed as a wheel, where a user's programs keep their data."""
PREFIX = "DALIL_"
FILE_NAME = "dalil.toml"


def _split(separator: str) -> BeforeValidator:
    def parts(value: object) -> object:
        return [part.strip() for part in value.split(separator) if part.strip()] if isinstance(value, str) else value

    return BeforeValidator(parts)


def _whole_path(path: Path) -> Path:
    return path.expanduser().absolute()


Folder = Annotated[Path, AfterValidator(_whole_path)]
Folders = Annotated[tuple[Folder, ...], NoDecode, _split(os.pathsep)]
Names = Annotated[tuple[str, ...], NoDecode, _split(",")]


def setting(default: Any, meaning: str, right: str, **limits: Any) -> Any:
    """A field with what it means (for the settings table) and what a right value is (for the message about a wrong one)."""
    return Field(default, validate_default=True, description=meaning, json_schema_extra={"right": right}, **limits)


class Settings(BaseSettings):
    """Every setting, by its name in `dalil.toml`; in the environment it has capitals and `DALIL_` before it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    # the library
    home: Folder = setting(HOME, "where everything written at run time lies", "a folder on a local disk")
    models: Folder | None = setting(
        None, "where models lie; may be shared and read-only (unset: `models` in the home)", "a folder"
    )
    folders: Folders = setting((), "the folders that `dalil index sync` reads", f"folders, with `{os.pathsep}` between them")
    shipped_library: bool | None = setting(
        None, "whether the shipped, illustrative library is indexed (unset: only while no folder is set)", "true or false"
    )
    default_audience: Names | None = setting(
        None,
        f"who may read documents that name no audience (unset: `{PUBLIC}`, which only a loopback server accepts)",
        "groups, with commas between",
    )
    keep_originals: bool = setting(
        True, "whether originals are kept in the home; else they are read where they lie, if unchanged", "true or false"
    )

    # reading documents
    extract_seconds: int = setting(120, "how long one document may take to read", "a whole number of seconds from 1", ge=1)
    extract_memory_mb: int = setting(
        2048, "how much memory reading one document may take", "a whole number of MiB from 256", ge=256
    )
    extract_file_mb: int = setting(200, "how large a file may be", "a whole number of MiB from 1", ge=1)
    ocr: Literal["auto", "paris", "tesseract", "off"] = setting(
        "auto",
        "what reads pages that are pictures: ParisaOCR, Tesseract, nothing, or the best that is installed",
        "auto, paris, tesseract or off",
    )
    ocr_page_seconds: int = setting(90, "how long recognising one page may take", "a whole number of seconds from 1", ge=1)
    workers: int = setting(
        0, "how many documents are read at once (0: one for each core, at most 4)", "a whole number from 0", ge=0, le=64
    )

    # the embedding model
    embed_model: str = setting(
        "e5", "the embedding model: `e5`, or a sentence-transformers model by name or folder", "a model", min_length=1
    )
    embed_threads: int = setting(
        0, "how many passages the default model embeds at once (0: the cores, at most 4)", "a whole number from 0", ge=0
    )
    embed_batch: int = setting(32, "how many passages a sentence-transformers model takes at once", "a whole number from 1", ge=1)
    embed_device: str = setting(
        "", "where a sentence-transformers model runs (unset: the best that is there)", "cpu, cuda or mps"
    )
    embed_precision: Literal["auto", "float32", "float16"] = setting(
        "auto",
        "in which numbers a sentence-transformers model counts (`auto`: float16 on CUDA, else float32)",
        "auto, float32 or float16",
    )
    embed_dimensions: int = setting(
        0,
        "how many dimensions of a sentence-transformers model's vectors are kept, where it was trained for it (0: all)",
        "a whole number from 0",
        ge=0,
    )

    late_interaction: Literal["kept", "live", "off"] = setting(
        "kept",
        "whether the token states by which passages are ranked are kept on disk, made for each question, or not used",
        "kept, live or off",
    )

    rerank_model: str = setting(
        "",
        "a sentence-transformers cross-encoder, by name or folder, that orders the best passages anew (unset: none)",
        "a model",
    )
    rerank_depth: int = setting(
        20, "how many of the best passages the cross-encoder reads", "a whole number from 1 to 200", ge=1, le=200
    )

    # the chat model
    chat_model: str = setting(
        "", "a chat model that words the answers, such as `openai:NAME` (unset: answers are quoted)", "PROVIDER:NAME"
    )
    chat_base_url: str = setting(
        "", "where an OpenAI-compatible chat model is served", "an address that begins with http:// or https://"
    )
    chat_api_key: SecretStr = setting(SecretStr(""), "the key for the chat model", "the key that its provider gave")

    chat_timeout_s: float = setting(30.0, "how long a reply of the chat model may take, in seconds", "a number above 0", gt=0)
    chat_retries: int = setting(1, "how often a request to the chat model that failed is sent again", "a whole number", ge=0)
    chat_context_tokens: int = setting(
        3000, "how much of the passages is put before the chat model, in tokens", "a whole number from 200", ge=200
    )
    entailment_model: Path | None = setting(
        None, "a cross-encoder that also checks the chat model's sentences (unset: none)", "the folder of a model"
    )

    # asking
    longest_question: int = setting(
        4000, "how many characters a question may have", "a whole number from 1 to 100000", ge=1, le=100_000
    )

    # guided onboarding, and what else people leave
    onboarding: Folders = setting(
        (), "the folders with onboarding paths, beside the shipped ones", f"folders, with `{os.pathsep}` between them"
    )
    onboarding_chat: bool = setting(
        False, "whether the chat model also reads learners' answers and explains steps, held to the documents", "true or false"
    )
    guides: Names = setting(
        ("guides",), "the groups that see how learners come on, beside administrators", "groups, with commas between"
    )
    state: str = setting(
        "", "the address of the PostgreSQL database for progress and conversations (unset: SQLite in the home)", "an address"
    )

    questions_kept_days: int = setting(
        180,
        "how long questions are kept, so that administrators see what the library lacks (0: they aren't kept)",
        "a whole number of days from 0",
        ge=0,
        le=36_500,
    )

    conversations_kept_days: int = setting(
        180,
        "how long a conversation is kept for whoever held it, from its last question on (0: they aren't kept)",
        "a whole number of days from 0",
        ge=0,
        le=36_500,
    )

    # serving
    body_limit: int = setting(
        1 << 20, "how many bytes the body of a request may have", "a whole number of bytes from 1024", ge=1024
    )
    hosts: Names = setting(
        (), "the names by which people reach the server, where it isn't on loopback", "host names, with commas between"
    )
    loopback_as: Names | None = setting(
        None, "whom the server takes a person on loopback for (unset: the owner)", "groups, with commas between"
    )
    trusted_proxies: Names = setting(
        (), "proxies whose `X-Forwarded-For` and `-Proto` are believed", "IP addresses or networks, with commas between"
    )

    # the page
    entity_name: str = setting("", "the name of the institution, shown on the page", "a name")
    interface_language: Literal["ar", "en"] = setting("ar", "the language of the page at a first visit", "ar or en")
    digits: Literal["western", "arabic"] = setting("western", "the digits of the page's own words", "western or arabic")
    timezone: str = setting("Asia/Muscat", "the time zone in which times are shown", "a name such as Asia/Muscat")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
            raise ValueError("no such time zone") from exc
        return name

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            ipaddress.ip_network(proxy, strict=False)
        return proxies

    @field_validator("chat_base_url")
    @classmethod
    def _is_address(cls, address: str) -> str:
        if address and not address.startswith(("http://", "https://")):
            raise ValueError("not an address")
        return address

    @field_validator("chat_model")
    @classmethod
    def _names_its_provider(cls, name: str) -> str:
        if name and not all(name.partition(":")[::2]):
            raise ValueError("it names no provider")
        return name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the settings file."""
        return (
            init_settings,
            env_settings,
            InitSettingsSource(settings_cls, init_kwargs=_from_file(settings_file(), settings_cls)),
        )

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings as they stand, with those that were `given` (from arguments) over them. Raises SettingError."""
        try:
            return cls(**given)
        except ValidationError as exc:
            raise _first_wrong(exc, cls) from exc

    def library(self) -> Home:
        """The home, by the names of what lies in it."""
        return Home(self.home)

    def audience_of_the_unnamed(self) -> tuple[str, ...]:
        """Who may read a document that names no audience."""
        return self.default_audience or (PUBLIC,)

    def embed_options(self) -> EmbedOptions:
        """The options of the embedding model."""
        return EmbedOptions(
            models_dir=self.models or self.library().models,
            model=self.embed_model,
            threads=self.embed_threads,
            batch=self.embed_batch,
            device=self.embed_device,
            late_interaction=self.late_interaction,
            dimensions=self.embed_dimensions,
            precision=self.embed_precision,
        )

    def extract_limits(self) -> ExtractLimits:
        """What reading one document may take."""
        return ExtractLimits(
            seconds=self.extract_seconds,
            memory_bytes=self.extract_memory_mb * MIB,
            file_bytes=self.extract_file_mb * MIB,
        )

    def ocr_options(self) -> OcrOptions:
        """What reads pages that are pictures."""
        return OcrOptions(engine=self.ocr, page_seconds=self.ocr_page_seconds)


def settings_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The settings file: the one that DALIL_CONFIG names, else `dalil.toml` here or in DALIL_HOME; None where there is none."""
    named = environment.get(f"{PREFIX}CONFIG")
    if named:
        path = _whole_path(Path(named))
        if not path.is_file():
            raise SettingError(f"there is no file {path}", subject=f"{PREFIX}CONFIG", remedy="set it to the path of a dalil.toml")
        return path
    home = environment.get(f"{PREFIX}HOME")
    for folder in (Path.cwd(), _whole_path(Path(home) if home else HOME)):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def _from_file(path: Path | None, kind: type[BaseSettings]) -> dict[str, Any]:
    """What the settings file says; relative folders in it count from where it lies."""
    if path is None:
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as exc:
        raise SettingError(f"it can't be read ({exc})", subject=str(path), remedy="write it as TOML, in UTF-8") from exc
    for name in said:
        if name not in kind.model_fields:
            raise SettingError(
                f"there is no setting {name!r}",
                subject=str(path),
                remedy="docs/settings.md lists the settings; take it out or correct it",
            )
    for name in ("home", "models"):
        if isinstance(said.get(name), str):
            said[name] = path.parent / Path(said[name]).expanduser()
    for name in ("folders", "onboarding"):
        if isinstance(said.get(name), list):
            said[name] = [path.parent / Path(f).expanduser() if isinstance(f, str) else f for f in said[name]]
    return said


def _first_wrong(exc: ValidationError, kind: type[BaseSettings]) -> SettingError:
    wrong = exc.errors(include_url=False)[0]
    name = str(wrong["loc"][0])
    field = kind.model_fields.get(name)
    if field is None:
        return SettingError(f"there is no setting {name!r}", subject=name, remedy="docs/settings.md lists the settings")
    shown = "the value" if field.annotation is SecretStr else repr(wrong["input"])
    extra = field.json_schema_extra
    right = extra["right"] if isinstance(extra, dict) else ""
    return SettingError(f"{shown} can't be used", subject=PREFIX + name.upper(), remedy=f"it wants {right}")


def settings_table() -> str:
    """`docs/settings.md`, written from the fields."""
    rows = [f"| `{PREFIX}CONFIG` | | `{FILE_NAME}` here, else in the home | the settings file |"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{PREFIX}{name.upper()}` | `{name}` | {_shown_default(field.default)} | {field.description} |")
    return "\n".join([*_TABLE_HEAD, *rows, ""])


def _shown_default(default: object) -> str:
    if isinstance(default, SecretStr) or default in (None, "", ()):
        return "unset"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, Path):
        return "`.dalil` in the checkout, `~/.local/share/dalil` without one"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{default}`"


_TABLE_HEAD = (
    "# Settings",
    "",
    f"The environment comes first, then `{FILE_NAME}`, then the defaults. A value that can't be used stops the start with a",
    f"sentence that says what would be right. Relative folders in `{FILE_NAME}` count from where it lies; lists are TOML",
    "arrays there.",
    "",
    "This table is written from the code by `make golden`.",
    "",
    f"| environment | in `{FILE_NAME}` | default | meaning |",
    "| --- | --- | --- | --- |",
)
