"""The program beside its window: an icon in the system's tray, and word of a reply that is ready.

No word of a conversation ever goes to the tray or into a notification: others may see those.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QSessionManager
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSystemTrayIcon

from desktop_app.core.api.events import TurnEnded
from desktop_app.core.conversation import FinishReason
from desktop_app.ui.style.application import application
from desktop_app.ui.style.icons import Icons

LONG_REPLY_MS = 10_000
LOG_OUT_MS = 60_000
_PORTAL = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
_PORTAL_INTERFACE = "org.freedesktop.portal.Notification"
_NOTIFICATION_ID = "reply"
"""One notification at most: a new one takes the place of the last."""


class _TrayIcon(QSystemTrayIcon):
    """With the menu that belongs to it."""

    def __init__(self, image: QIcon, menu: QMenu, parent: QObject) -> None:
        super().__init__(image, parent)
        self.menu = menu
        self.setContextMenu(menu)

    def remove(self) -> None:
        self.hide()
        self.deleteLater()
        self.menu.deleteLater()


class TrayPresence(QObject):
    """Off until `set_enabled`; word of a reply is given in either case."""

    new_chat_requested = Signal()

    def __init__(self, icons: Icons, window: QMainWindow, log_out_ms: int = LOG_OUT_MS) -> None:
        """log_out_ms: who is still here so long after a log-out began is in none any more."""
        super().__init__(window)
        self._log_out_ms = log_out_ms
        self._window = window
        self._icon_image = icons.application_icon()
        self._icon: _TrayIcon | None = None
        self._notifying = True
        self._said_hidden = False
        self._leaving = False
        self._turn = QElapsedTimer()
        application().commitDataRequest.connect(self._end_with_the_session)

    @staticmethod
    def available() -> bool:
        """Whether this desktop has a tray right now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def enabled(self) -> bool:
        """Whether the icon is shown."""
        return self._icon is not None

    @property
    def menu(self) -> QMenu | None:
        return None if self._icon is None else self._icon.menu

    @Slot(bool)
    def set_enabled(self, enabled: bool) -> None:
        """Show or remove the icon. Where there is no tray nothing is shown, and nothing hides."""
        if enabled == self.enabled:
            return
        if not enabled:
            self._remove_icon()
        elif self.available():
            self._add_icon()

    @Slot(bool)
    def set_notifying(self, notifying: bool) -> None:
        """Whether replies that end while the window is out of focus are told of."""
        self._notifying = notifying

    def hides_instead(self) -> bool:
        """To be asked by the window's closeEvent: True means that it was hidden, not closed.

        Says once in each run where the window went.
        """
        if self._icon is None or self._leaving or not self.available():
            return False
        self._window.hide()
        if not self._said_hidden:
            self._said_hidden = True
            self._icon.showMessage(
                QCoreApplication.applicationName(),
                self.tr("The program stays here. To end it, choose Quit in this icon's menu."),
                self._icon_image,
            )
        return True

    @Slot()
    def show_window(self) -> None:
        """Bring the window to the front, wherever it was."""
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    @Slot()
    def quit(self) -> None:
        """Close the window for good; where it asks something first, it is shown with that."""
        self._leaving = True
        if self._window.close():
            self._remove_icon()
            # quit() would ask once more whether it may
            QCoreApplication.exit(0)
        else:
            self.show_window()

    @Slot()
    def begin_turn(self) -> None:
        self._turn.start()

    @Slot(object)
    def end_turn(self, ended: TurnEnded) -> None:
        """Tell of a reply that took long, where the person is not looking."""
        took_long = self._turn.isValid() and self._turn.elapsed() >= LONG_REPLY_MS
        self._turn.invalidate()
        whole = ended.finish_reason in (FinishReason.STOP, FinishReason.LENGTH)
        if took_long and whole and not self._window.isActiveWindow():
            self.notify_reply()

    @Slot()
    def notify_reply(self) -> None:
        """Say that a reply is ready, and not a word of it."""
        if not self._notifying:
            return
        title, text = QCoreApplication.applicationName(), self.tr("The reply is ready.")
        QApplication.alert(self._window)
        if self._icon is not None:
            self._icon.showMessage(title, text, self._icon_image)
        elif sys.platform.startswith("linux"):
            _notify_by_portal(title, text)

    def _add_icon(self) -> None:
        menu = QMenu(self._window)
        menu.addAction(self.tr("Show"), self.show_window)
        menu.addAction(self.tr("New chat"), self._new_chat)
        menu.addSeparator()
        menu.addAction(self.tr("Quit"), self.quit)
        self._icon = _TrayIcon(self._icon_image, menu, self)
        self._icon.setToolTip(QCoreApplication.applicationName())
        self._icon.activated.connect(self._take_click)
        self._icon.messageClicked.connect(self.show_window)
        self._icon.show()

    def _remove_icon(self) -> None:
        if self._icon is not None:
            self._icon.remove()
            self._icon = None
            # else there would be no way back to it
            if not self._leaving and self._window.isHidden():
                self._window.show()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _take_click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # a context click opens the menu by itself
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.show_window()

    @Slot()
    def _new_chat(self) -> None:
        self.show_window()
        self.new_chat_requested.emit()

    @Slot(QSessionManager)
    def _end_with_the_session(self, manager: QSessionManager) -> None:
        # the person logs out: nobody is there for an icon. Another program may stop that, and no
        # system says so
        self._leaving = True
        QTimer.singleShot(self._log_out_ms, self, self._stay)

    @Slot()
    def _stay(self) -> None:
        self._leaving = False


def _notify_by_portal(title: str, text: str) -> None:
    """Ask the desktop to show this, without waiting for it; nothing happens where it can't."""
    if not _has_session_bus():
        return
    # Linux only, and never needed before
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    message = QDBusMessage.createMethodCall(*_PORTAL, _PORTAL_INTERFACE, "AddNotification")
    message.setArguments([_NOTIFICATION_ID, {"title": title, "body": text}])
    QDBusConnection.sessionBus().asyncCall(message)


def _has_session_bus() -> bool:
    """Whether a bus is there: asking for one where there is none would start one."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(runtime) and (Path(runtime) / "bus").exists()
