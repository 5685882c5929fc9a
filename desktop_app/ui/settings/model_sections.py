"""Sections of the settings page: the model, its roles and how it computes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.core.api.events import ModelInfo
from desktop_app.core.scenes.scene import Scene
from desktop_app.core.settings import PLAIN_PENALTY
from desktop_app.ui.settings.history_card import HistoryCard
from desktop_app.ui.settings.lesson_card import LessonCard
from desktop_app.ui.settings.rows import ChoiceRow, NumberRow, SwitchRow
from desktop_app.ui.settings.section import ButtonLine, Section
from desktop_app.ui.style.metrics import SPACE_M, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording import moods as wording
from desktop_app.ui.wording.status import weights_name

translate = QCoreApplication.translate

_PROMPT_LINES = 3


class ModelSection(Section):
    """The model and how it speaks."""

    models_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Model"), parent)
        self.model = ButtonLine(
            translate("Settings", "Model"), translate("Settings", "Choose model…"), self
        )
        self.model.clicked.connect(self.models_requested)
        self.add_widget(self.model)
        tokens, as_model = (
            translate("Settings", "tokens"),
            translate("Settings", "model's own"),
        )
        for row in (
            NumberRow(
                "context_tokens",
                translate("Settings", "Context length"),
                translate(
                    "Settings",
                    "What the model sees at once, prompt and reply together. More needs memory.",
                ),
                theme,
                step=256,
                unit=tokens,
            ),
            NumberRow(
                "max_new_tokens",
                translate("Settings", "Reply length"),
                translate(
                    "Settings",
                    "The longest that you may ask for, such as a letter; a reply that reaches it"
                    " stops there, and you can let it go on.",
                ),
                theme,
                step=32,
                unit=tokens,
            ),
            NumberRow(
                "temperature",
                translate("Settings", "Temperature"),
                translate(
                    "Settings",
                    "Low is steady, high is varied. 0 always takes the likeliest word. Another"
                    " reply to the same message is varied in any case.",
                ),
                theme,
                step=0.1,
                start=0.7,
                empty=translate("Settings", "0, steady"),
            ),
            NumberRow(
                "top_p",
                translate("Settings", "Top p"),
                translate(
                    "Settings",
                    "Only the likeliest words are drawn from, up to this share of all chances.",
                ),
                theme,
                step=0.05,
                start=0.9,
                empty=as_model,
            ),
            NumberRow(
                "repetition_penalty",
                translate("Settings", "Repetition penalty"),
                translate("Settings", "Above 1, words that were just said come back less readily."),
                theme,
                step=0.05,
                start=1.1,
                empty=f"{PLAIN_PENALTY:.2f}",
            ),
            NumberRow(
                "seed",
                translate("Settings", "Seed"),
                translate(
                    "Settings", "With a number, the same words in the same chat get the same reply."
                ),
                theme,
                empty=translate("Settings", "random"),
            ),
        ):
            self.add_row(row)
        self.show_model(None)

    @Slot(object)
    def show_model(self, model: ModelInfo | None) -> None:
        """The model that speaks; None while none does."""
        if model is None:
            self.model.show_fact(translate("Settings", "None is loaded right now."))
        else:
            self.model.show_fact(f"{model.title} · {weights_name(model.weights)}")


class RepliesSection(Section):
    """The judge, and what its verdict does."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Judging and replies"), parent)
        self.add_row(
            SwitchRow(
                "look_ahead",
                translate("Settings", "Judge while I type"),
                translate(
                    "Settings", "The mood shows before you send, and the reply begins sooner."
                ),
                theme,
            )
        )
        self.add_row(
            SwitchRow(
                "cue",
                translate("Settings", "Let the mood steer the reply"),
                translate(
                    "Settings",
                    "A reply begins in the words, and is given in the manner, that the scene has"
                    " for this mood.",
                ),
                theme,
            )
        )
        self.lesson = LessonCard(self)
        self.add_widget(self.lesson)
        self.history = HistoryCard(self)
        self.add_widget(self.history)


class PromptView(QPlainTextEdit):
    """A few lines that can be read and copied, and scrolled where there are more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "document")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _PROMPT_LINES + 2 * SPACE_M)


class SceneSection(Section):
    """What the model is told before everything else; read only."""

    scenes_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Scene"), parent)
        self.scene = ButtonLine(
            translate("Settings", "The scene being played"),
            translate("Settings", "Edit scenes…"),
            self,
        )
        self.scene.clicked.connect(self.scenes_requested)
        self.add_widget(self.scene)
        self.judge = self._prompt(translate("Settings", "What the judge is told"))
        self.assistant = self._prompt(translate("Settings", "What the assistant is told"))

    def show_scene(self, scene: Scene, language: str) -> None:
        """language: "zh" or "en"; another of the scene's is shown where it lacks this one."""
        self.scene.show_fact(wording.by_language(scene.name, language))
        self.judge.setPlainText(wording.by_language(scene.judge, language).system)
        self.assistant.setPlainText(wording.by_language(scene.assistant, language).system)

    def _prompt(self, title: str) -> QPlainTextEdit:
        box = QWidget(self)
        label = plain_label(box)
        label.setText(title)
        view = PromptView(box)
        view.setAccessibleName(title)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(label)
        column.addWidget(view)
        self.add_widget(box)
        return view


class ComputingSection(Section):
    """Threads, weights and memory."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Computing"), parent)
        self.add_row(
            NumberRow(
                "threads",
                translate("Settings", "Threads"),
                translate(
                    "Settings", "0: one for each core. The model loads again after a change."
                ),
                theme,
            )
        )
        self.add_row(
            ChoiceRow(
                "weights",
                translate("Settings", "Weights in memory"),
                translate(
                    "Settings",
                    "Arithmetic is FP32 either way. The model loads again after a change.",
                ),
                theme,
                (
                    ("auto", translate("Settings", "Automatic")),
                    ("exact16", translate("Settings", "16 bits, exact")),
                    ("float32", translate("Settings", "FP32")),
                ),
            )
        )
        self.add_row(
            NumberRow(
                "idle_unload_min",
                translate("Settings", "Rest after"),
                translate(
                    "Settings", "Unused for so long, the model gives its memory back. 0: never."
                ),
                theme,
                step=5,
                unit=translate("Settings", "min"),
            )
        )
