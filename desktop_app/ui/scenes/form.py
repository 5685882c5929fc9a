"""The form of one scene: its names, its labels, and its roles in each language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.errors import KnownError
from desktop_app.core.scenes.scene import LANGUAGES
from desktop_app.ui.scenes.draft import SceneDraft
from desktop_app.ui.scenes.fields import Field, Line
from desktop_app.ui.scenes.label_rows import LabelRows
from desktop_app.ui.scenes.role_form import RoleForm
from desktop_app.ui.style.icons import Icons
from desktop_app.ui.style.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label


class SceneForm(QWidget):
    """What stands in it is read as a SceneDraft."""

    edited = Signal()
    language_chosen = Signal(str)
    """The language whose roles are shown."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        language: str,
        draft: SceneDraft,
        parent: QWidget | None = None,
    ) -> None:
        """language: of the window; its roles are shown first.  draft: the scene to begin with."""
        super().__init__(parent)
        self._base = draft.base
        self._showing = False
        self.language = language
        self.names = {
            "zh": Line(self.tr("Name in Chinese"), self),
            "en": Line(self.tr("Name in English"), self),
        }
        names = QWidget(self)
        row = QHBoxLayout(names)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for line in self.names.values():
            line.setPlaceholderText(line.accessibleName())
            line.textEdited.connect(self._edited)
            row.addWidget(line, 1)
        self.labels = LabelRows(theme, icons, self)
        self.labels.edited.connect(self._rename_labels)
        self.labels.added.connect(self._add_label)
        self.labels.removed.connect(self._remove_label)
        names_field = Field(self.tr("Name"), "", names, self)
        labels_field = Field(
            self.tr("Labels"),
            self.tr("What the judge tells apart, one to six: emoji, words, id and colour."),
            self.labels,
            self,
        )
        self.roles = {code: RoleForm(theme, code, self) for code in LANGUAGES}
        self.fields: dict[str, Field] = {"name": names_field, "labels": labels_field}
        for role in self.roles.values():
            role.edited.connect(self._edited)
            self.fields.update(role.fields)
        self.note = plain_label(self, "failure")
        self.note.hide()
        self.tabs = self._make_tabs()
        card = QFrame(self)
        card.setProperty("kind", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(*(SPACE_L,) * 4)
        inner.setSpacing(SPACE_M)
        inner.addWidget(names_field)
        inner.addWidget(labels_field)
        tabs = QHBoxLayout()
        tabs.setSpacing(SPACE_XS)
        for tab in self.tabs.values():
            tabs.addWidget(tab)
        tabs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addWidget(card)
        column.addLayout(tabs)
        for role in self.roles.values():
            column.addWidget(role)
        column.addWidget(self.note)
        self.show_language(language)
        self.show_draft(draft)

    def show_draft(self, draft: SceneDraft) -> None:
        """Put another scene into the form."""
        self._showing = True
        self._base = draft.base
        for code, line in self.names.items():
            line.show_value(draft.name[code])
        self.labels.show_labels(draft.labels)
        for code, role in self.roles.items():
            role.show_role(draft.roles[code], draft.labels)
        self._showing = False
        self.clear_problem()
        if not draft.roles[self.language].spoken:
            spoken = (code for code in LANGUAGES if draft.roles[code].spoken)
            self.show_language(next(spoken, self.language))

    def draft(self) -> SceneDraft:
        """What stands in the form."""
        return SceneDraft(
            base=self._base,
            name={code: line.value() for code, line in self.names.items()},
            labels=self.labels.labels(),
            roles={code: role.role() for code, role in self.roles.items()},
        )

    def show_language(self, code: str) -> None:
        self.language = code
        self.tabs[code].setChecked(True)
        for other, role in self.roles.items():
            role.setVisible(other == code)

    def show_problem(self, error: KnownError) -> QWidget:
        """Say it at the field that it is about; the widget to scroll to."""
        self.clear_problem()
        where = str(error.values.get("where", ""))
        way = where.split(".")
        if way[0] == "labels" and len(way) > 2:
            row = self.labels.rows[int(way[1])]
            row.show_problem(_problem_text(error, self.tr("This field")), way[-1])
            return row
        if len(way) > 1 and way[1] in self.roles:
            self.show_language(way[1])
        field = next(
            (f for key, f in self.fields.items() if f"{where}.".startswith(f"{key}.")), None
        )
        if field is None:
            self.note.setText(_problem_text(error, where))
            self.note.show()
            return self.note
        field.show_problem(_problem_text(error, field.caption.text()))
        field.editor.setFocus()
        return field

    def clear_problem(self) -> None:
        self.note.hide()
        for field in self.fields.values():
            field.show_problem("")
        for row in self.labels.rows:
            row.show_problem("", "")

    def _make_tabs(self) -> dict[str, QPushButton]:
        group = QButtonGroup(self)
        tabs = {}
        for code, name in {"zh": self.tr("Chinese"), "en": self.tr("English")}.items():
            tab = QPushButton(name, self)
            tab.setProperty("kind", "way")
            tab.setCheckable(True)
            tab.setProperty("code", code)
            tab.clicked.connect(self._choose_language)
            group.addButton(tab)
            tabs[code] = tab
        return tabs

    @Slot()
    def _choose_language(self) -> None:
        self.show_language(self.sender().property("code"))
        self.language_chosen.emit(self.language)

    @Slot()
    def _rename_labels(self) -> None:
        for role in self.roles.values():
            role.show_labels(self.labels.labels())
        self._edited()

    @Slot()
    def _add_label(self) -> None:
        for role in self.roles.values():
            role.add_label()
        self._rename_labels()

    @Slot(int)
    def _remove_label(self, place: int) -> None:
        for role in self.roles.values():
            role.remove_label(place)
        self._rename_labels()

    @Slot()
    def _edited(self) -> None:
        if not self._showing:
            self.clear_problem()
            self.edited.emit()


def _problem_text(error: KnownError, name: str) -> str:
    """What is wrong, with the field's name in place of the file's key."""
    template = QCoreApplication.translate("KnownError", error.meaning or error.what)
    return template.format(**{**error.values, "key": name})
