"""Sections of the settings page: the window, the network and the folders."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon, QVBoxLayout, QWidget

from desktop_app.core.paths import Paths
from desktop_app.core.settings import Settings
from desktop_app.shell.models.library import Sources
from desktop_app.ui.models.source_picker import ProxyField, SourcePicker
from desktop_app.ui.settings.folders import FolderView, ModelsFolderView
from desktop_app.ui.settings.rows import ChoiceRow, NumberRow, SwitchRow
from desktop_app.ui.settings.section import Section
from desktop_app.ui.style.metrics import SPACE_XS
from desktop_app.ui.style.theme import Theme
from desktop_app.ui.widgets.labels import plain_label

translate = QCoreApplication.translate


class LookSection(Section):
    """Theme, text size and language."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Look"), parent)
        system = translate("Settings", "As the system")
        self.add_row(
            ChoiceRow(
                "theme",
                translate("Settings", "Theme"),
                "",
                theme,
                (
                    ("system", system),
                    ("light", translate("Settings", "Light")),
                    ("dark", translate("Settings", "Dark")),
                ),
            )
        )
        self.text_size = NumberRow(
            "text_size", translate("Settings", "Text size"), "", theme, step=10, unit="%"
        )
        self.add_row(self.text_size)
        # each language is called what its readers call it, whatever the window speaks
        self.add_row(
            ChoiceRow(
                "language",
                translate("Settings", "Language"),
                "",
                theme,
                (("system", system), ("zh", "中文"), ("en", "English")),
            )
        )


class WritingSection(Section):
    """Which key sends."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Writing"), parent)
        self.add_row(
            ChoiceRow(
                "enter_sends",
                translate("Settings", "What sends a message"),
                translate("Settings", "The other one begins a new line, and so does Shift+Enter."),
                theme,
                ((True, "Enter"), (False, "Ctrl+Enter")),
            )
        )


class WindowSection(Section):
    """Tray and notifications."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Window"), parent)
        self.add_row(
            SwitchRow(
                "notify",
                translate("Settings", "Tell me when a long reply is finished"),
                translate("Settings", "Only while another window is in front."),
                theme,
            )
        )
        tray = SwitchRow(
            "tray",
            translate("Settings", "Icon in the tray"),
            translate(
                "Settings",
                "Closing the window then keeps the program there, with the model at hand.",
            ),
            theme,
        )
        if not QSystemTrayIcon.isSystemTrayAvailable():
            tray.show_unavailable(translate("Settings", "This desktop has no tray."))
        self.add_row(tray)


class NetworkSection(Section):
    """From whom models come."""

    proxy_test_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Network"), parent)
        self._known: tuple[tuple[str, str], ...] = ()
        self._current = ""
        self._sources = Sources()
        box = QWidget(self)
        promise = plain_label(box, "secondary")
        promise.setText(
            translate(
                "Settings",
                "The network is used to fetch models when you ask, and for nothing else.",
            )
        )
        label = plain_label(box)
        label.setText(translate("Settings", "Where models come from"))
        self.sources = SourcePicker(box)
        self.sources.chosen.connect(self._want_source)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        for widget in (label, promise, self.sources):
            column.addWidget(widget)
        self.proxy = ProxyField(self)
        self.proxy.saved.connect(self._want_proxy)
        self.proxy.test_requested.connect(self.proxy_test_requested)
        self.add_widget(box, "source")
        self.add_widget(self.proxy, "proxy")

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self._current = settings.source
        self.proxy.show_proxy(settings.proxy)
        self._show_sources()

    def show_known(self, known: tuple[tuple[str, str], ...]) -> None:
        """known: (endpoint, host) of the servers that this program knows."""
        self._known = known
        self._show_sources()

    @Slot(object)
    def show_sources(self, sources: Sources) -> None:
        self._sources = sources
        self._show_sources()

    def _show_sources(self) -> None:
        self.sources.show_sources(self._known, self._current, self._sources)

    @Slot(str)
    def _want_source(self, endpoint: str) -> None:
        self.wanted.emit("source", endpoint)

    @Slot(str)
    def _want_proxy(self, proxy: str) -> None:
        self.wanted.emit("proxy", proxy)


class DataSection(Section):
    """Where everything lies."""

    def __init__(self, paths: Paths, parent: QWidget | None = None) -> None:
        super().__init__(translate("Settings", "Data"), parent)
        self._paths = paths
        self.data = FolderView(
            translate("Settings", "Data folder"),
            translate(
                "Settings",
                "Chats, journal, scenes, settings and the log. Nothing lies anywhere else.",
            ),
            self,
        )
        self.data.show_folder(paths.data)
        self.models = ModelsFolderView(
            translate("Settings", "Models folder"),
            translate(
                "Settings",
                "Models in the old folder stay there. The model loads again after a change.",
            ),
            self,
        )
        self.models.chosen.connect(self._want_models)
        self.add_widget(self.data)
        self.add_widget(self.models, "models_folder")

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self.models.show_choice(self._paths.models_of(settings), not settings.models_folder)

    @Slot(str)
    def _want_models(self, folder: str) -> None:
        self.wanted.emit("models_folder", folder)
