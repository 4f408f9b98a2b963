"""An entailment model that isn't there is said with the setting's name, before anything is told."""

from pathlib import Path

import pytest

from assistant.verification.entailment import Entailment
from corpus.errors import SettingError


def test_a_folder_without_a_model_is_refused_by_the_settings_name(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as raised:
        Entailment(tmp_path)("The fee is 5 rials.", "The fee is 5 rials.")
    assert "DALIL_ENTAILMENT_MODEL" in str(raised.value.subject)
