"""What is said of the model and of the way to it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_app.core.api.events import LoadStage, ModelInfo
from desktop_app.core.scenes.scene import AssistantRole, Scene


def memory_size(mib: float) -> str:
    """A size in MiB with the unit that suits it."""
    return f"{mib / 1024:.1f} GiB" if mib >= 1000 else f"{mib:.0f} MiB"


def stage_text(stage: LoadStage | None) -> str:
    """What the program does on the way to a ready model."""
    translate = QCoreApplication.translate
    match stage:
        case LoadStage.READING:
            return translate("Status", "Reading the model")
        case LoadStage.CALIBRATING:
            return translate("Status", "Tuning the judge")
        case _:
            return translate("Status", "Starting the engine")


def weights_name(weights: str) -> str:
    """How the weights are held, in few words."""
    if weights == "exact16":
        return QCoreApplication.translate("Status", "16 bit, exact")
    return "FP32"


def weights_text(weights: str) -> str:
    """How the weights are held, in a sentence; the arithmetic is FP32 in every case."""
    if weights == "exact16":
        return QCoreApplication.translate(
            "Status", "FP32 arithmetic on weights that 16 bits hold without loss"
        )
    return QCoreApplication.translate("Status", "FP32 arithmetic on FP32 weights")


def language_note(model: ModelInfo) -> str:
    """Which languages the model lacks; empty where it knows both or nobody said."""
    if model.languages == ("en",):
        return QCoreApplication.translate("Status", "This starter model knows English only.")
    if model.languages == ("zh",):
        return QCoreApplication.translate("Status", "This model knows Chinese only.")
    return ""


def spoken_role(scene: Scene, language: str, model: ModelInfo | None) -> AssistantRole:
    """The assistant's role whose greeting is shown: the window's language where model knows it."""
    known = model.languages if model is not None else ()
    order = [language, *known] if not known or language in known else [*known, language]
    for code in (*order, *scene.assistant):
        if code in scene.assistant:
            return scene.assistant[code]
    raise AssertionError("a scene has at least one language")
