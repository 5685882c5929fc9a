"""Judge and assistant of a scene in one language, in its form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.core.scenes.scene import Label
from desktop_app.ui.scenes.draft import RoleDraft
from desktop_app.ui.scenes.fields import Field, Lines
from desktop_app.ui.scenes.line_format import texts_of, without_word
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.check_box import CheckBox
from desktop_app.ui.widgets.labels import plain_label
from desktop_app.ui.wording import moods as wording


class ForEachLabel(QWidget):
    """The same field once for each label."""

    edited = Signal()

    def __init__(
        self, theme: Theme, name: str, rows: int, counted: bool, parent: QWidget | None = None
    ) -> None:
        """name: a template with {label}. counted: say below how many lines there are."""
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._line_rows = rows
        self._counted = counted
        self.fields: list[Field] = []
        self._editors: list[Lines] = []
        """Of the fields, in their order."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, SPACE_S, 0, 0)
        self._column.setSpacing(SPACE_S)

    def show_values(self, values: Sequence[str]) -> None:
        while len(self.fields) > len(values):
            self.remove(len(self.fields) - 1)
        while len(self.fields) < len(values):
            self.add()
        for editor, value in zip(self._editors, values, strict=True):
            editor.show_value(value)
        self._count()

    def values(self) -> tuple[str, ...]:
        return tuple(editor.value() for editor in self._editors)

    def show_labels(self, names: Sequence[str]) -> None:
        for field, name in zip(self.fields, names, strict=False):
            text = self._name.format(label=name)
            field.caption.setText(text)
            field.editor.setAccessibleName(text)

    def add(self) -> None:
        editor = Lines(self._theme, self._name, self._line_rows, self)
        field = Field("", "", editor, self)
        editor.textChanged.connect(self._edited)
        self.fields.append(field)
        self._editors.append(editor)
        self._column.addWidget(field)

    def remove(self, place: int) -> None:
        field = self.fields.pop(place)
        del self._editors[place]
        self._column.removeWidget(field)
        field.hide()
        field.deleteLater()

    @Slot()
    def _edited(self) -> None:
        self._count()
        self.edited.emit()

    def _count(self) -> None:
        if not self._counted:
            return
        for field, editor in zip(self.fields, self._editors, strict=True):
            count = len(texts_of(editor.toPlainText()))
            field.hint.setText(self.tr("%n sentence(s)", "", count))
            field.hint.show()


class RoleForm(QWidget):
    """Emits `edited`; what it holds is read as a RoleDraft."""

    edited = Signal()

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language = language
        spoken = {
            "zh": self.tr("This scene speaks Chinese"),
            "en": self.tr("This scene speaks English"),
        }
        self.spoken = CheckBox(spoken[language], self)
        self.spoken.toggled.connect(self._switch)
        self.judge = self._lines(theme, 4)
        self.answers = self._lines(theme, 2)
        self.words = self._lines(theme, 6)
        self.spaced = CheckBox(self.tr("A space stands before every word"), self)
        self.spaced.toggled.connect(self.edited)
        self.anchors = ForEachLabel(theme, self.tr("Examples of “{label}”"), 6, True, self)
        self.assistant = self._lines(theme, 4)
        self.greeting = self._lines(theme, 1)
        self.suggestions = self._lines(theme, 3)
        self.cues = ForEachLabel(
            theme, self.tr("How to answer when it is “{label}”"), 2, False, self
        )
        self.openers = ForEachLabel(
            theme, self.tr("A reply to “{label}” begins with"), 4, False, self
        )
        self.closings = ForEachLabel(theme, self.tr("… and ends with"), 4, False, self)
        self._for_each = (self.anchors, self.cues, self.openers, self.closings)
        for each in self._for_each:
            each.edited.connect(self.edited)
        judge, assistant = self._judge_fields(), self._assistant_fields()
        self.anchors_field = Field(
            self.tr("Examples"),
            self.tr(
                "A few sentences for each label, one a line, as many for one as for another. The"
                " judge is tuned and tested on them: 16 or more of each work best."
            ),
            self.anchors,
            self,
        )
        self.cues_field = Field(
            self.tr("Cues"),
            self.tr(
                "A short word to the assistant on how to speak. It gets none when the judge is"
                " unsure. A field that is empty gives none."
            ),
            self.cues,
            self,
        )
        self.openers_field = Field(
            self.tr("First words"),
            self.tr(
                "Where a feeling is strong and nothing is asked, a reply begins with one of these"
                " and the model goes on from there. One a line; none in the field, none in the"
                " reply."
            ),
            self.openers,
            self,
        )
        self.closings_field = Field(
            self.tr("Last words"),
            self.tr("Such a reply is one sentence; where it asks nothing, one of these follows."),
            self.closings,
            self,
        )
        self.fields = {
            **judge,
            f"judge.{language}.anchors": self.anchors_field,
            **assistant,
            f"assistant.{language}.cues": self.cues_field,
            f"assistant.{language}.openers": self.openers_field,
            f"assistant.{language}.closings": self.closings_field,
        }
        self._cards = QWidget(self)
        cards = QVBoxLayout(self._cards)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(SPACE_M)
        cards.addWidget(
            self._card(self.tr("Judge"), [*judge.values(), self.spaced, self.anchors_field])
        )
        words = [self.cues_field, self.openers_field, self.closings_field]
        cards.addWidget(self._card(self.tr("Assistant"), [*assistant.values(), *words]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.spoken)
        column.addWidget(self._cards)

    def show_role(self, role: RoleDraft, labels: Sequence[Label]) -> None:
        self.judge.show_value(role.judge)
        self.answers.show_value(role.answers)
        self.words.show_value(role.words)
        self.spaced.setChecked(role.spaced)
        self.anchors.show_values(role.anchors)
        self.assistant.show_value(role.assistant)
        self.greeting.show_value(role.greeting)
        self.suggestions.show_value(role.suggestions)
        self.cues.show_values(role.cues)
        self.openers.show_values(role.openers)
        self.closings.show_values(role.closings)
        self.spoken.setChecked(role.spoken)
        self._cards.setVisible(role.spoken)
        self.show_labels(labels)

    def role(self) -> RoleDraft:
        return RoleDraft(
            spoken=self.spoken.isChecked(),
            judge=self.judge.value(),
            answers=self.answers.value(),
            words=self.words.value(),
            spaced=self.spaced.isChecked(),
            anchors=self.anchors.values(),
            assistant=self.assistant.value(),
            greeting=self.greeting.value(),
            suggestions=self.suggestions.value(),
            cues=self.cues.values(),
            openers=self.openers.values(),
            closings=self.closings.values(),
        )

    def show_labels(self, labels: Sequence[Label]) -> None:
        """The labels are called otherwise now."""
        names = [wording.by_language(_known(label), self.language) for label in labels]
        for each in self._for_each:
            each.show_labels(names)

    def add_label(self) -> None:
        for each in self._for_each:
            each.show_values([*each.values(), ""])

    def remove_label(self, place: int) -> None:
        """All that is said for the label goes with it."""
        for each in self._for_each:
            each.remove(place)
        self.words.setPlainText(without_word(self.words.toPlainText(), place))

    def _judge_fields(self) -> dict[str, Field]:
        way = f"judge.{self.language}"
        return {
            f"{way}.system": Field(
                self.tr("What the judge is told"),
                self.tr("Its system prompt. Say what to tell apart."),
                self.judge,
                self,
            ),
            f"{way}.answer": Field(
                self.tr("How its answer begins"),
                self.tr("A word from the sets below follows. Another line is another question."),
                self.answers,
                self,
            ),
            f"{way}.words": Field(
                self.tr("Word sets"),
                self.tr("One set a line: a word for each label, in their order, with / between."),
                self.words,
                self,
            ),
        }

    def _assistant_fields(self) -> dict[str, Field]:
        way = f"assistant.{self.language}"
        return {
            f"{way}.system": Field(
                self.tr("What the assistant is told"),
                self.tr("Its system prompt: who it is and how it speaks."),
                self.assistant,
                self,
            ),
            f"{way}.greeting": Field(
                self.tr("Greeting"),
                self.tr("Shown in an empty conversation."),
                self.greeting,
                self,
            ),
            f"{way}.suggestions": Field(
                self.tr("Suggestions"),
                self.tr("Things to say, one a line; three fit best."),
                self.suggestions,
                self,
            ),
        }

    def _lines(self, theme: Theme, rows: int) -> Lines:
        editor = Lines(theme, "", rows, self)
        editor.textChanged.connect(self.edited)
        return editor

    def _card(self, title: str, parts: Sequence[QWidget]) -> QFrame:
        card = QFrame(self)
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(SPACE_L,) * 4)
        column.setSpacing(SPACE_M)
        head = plain_label(card, "title")
        head.setText(title)
        for part in (head, *parts):
            column.addWidget(part)
        return card

    @Slot(bool)
    def _switch(self, spoken: bool) -> None:
        self._cards.setVisible(spoken)
        self.edited.emit()


def _known(label: Label) -> dict[str, str]:
    words = {code: word for code, word in label.word.items() if word.strip()}
    return words or {"": label.id}
