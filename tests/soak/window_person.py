"""Somebody at the real window who means no good: what they do, and what they look at."""

from __future__ import annotations

import hashlib
import random
import re

from PySide6.QtCore import QEvent, QMimeData, QPoint, QUrl
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QInputMethodEvent,
    QTextDocumentFragment,
)
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from desktop_app.ui.chat.attachments import MAX_PASTED
from desktop_app.ui.chat.link_confirmation import SCHEMES
from desktop_app.ui.widgets.growing_text_edit import is_heavy
from desktop_app.ui.window.main_window import MainWindow
from desktop_app.ui.wording import moods as wording
from tests.soak.outcome import Outcome
from tests.soak.waiting import spin, wait
from tests.soak.window_watch import Bait, Heartbeat

TURN_LIMIT_S = 300
LONG, HUGE = 5_000, 100_000
"""From so many characters on a message counts as long, as huge."""
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\ufdd0\ufdd1]")


def as_typed(text: str, handed_over: int = 1) -> str:
    """What of a text is kept: half characters never reach Qt, each line break becomes "\\n".

    handed_over: how often Python hands it to Qt, which takes U+FEFF at its beginning for a mark
    of the byte order each time.
    """
    characters = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    for _ in range(handed_over):
        characters = characters.removeprefix("\ufeff")
    return _LINE_ENDS.sub("\n", characters).strip()


class Person:
    """Somebody at the window, and what they look at."""

    def __init__(
        self,
        outcome: Outcome,
        window: MainWindow,
        bait: Bait,
        heart: Heartbeat,
        chance: random.Random,
    ) -> None:
        self._outcome = outcome
        self._window = window
        self._bait = bait
        self._heart = heart
        self._chance = chance
        self.said: dict[str, bytes] = {}
        """Message id, and the digest of what was typed."""
        self.ids: list[str] = []
        """Conversations, in their order."""
        self.blank = 0
        self.refused = 0

    @property
    def _session(self):
        return self._window.session

    def say(self, number: int, text: str) -> bool:
        """Write and send; whether there was anything to send."""
        composer = self._window.area.composer
        wanted = as_typed(text, self._write(number, text))
        if len(wanted) > MAX_PASTED and is_heavy(wanted):
            said = composer.attachments.problem.text()
            self._check(bool(said) and not composer.message(), number, "not refused in words")
            self.refused += 1
            composer.set_draft("")
            return False
        shown = composer.message().strip()
        self._check(
            shown == wanted, number, f"the composer has {shown[:60]!r}, not {wanted[:60]!r}"
        )
        if not wanted:
            self.blank += 1
            composer.set_draft("")
            return False
        before = len(self._session.chat.entries)
        self._heart.forget()
        composer.button.click()
        self.settle()
        entries = self._session.chat.entries
        if self._check(len(entries) == before + 2, number, f"{len(entries) - before} entries more"):
            self._check(entries[-2].message.text == wanted, number, "sent otherwise than written")
            self._note(entries[-2].message)
            self._look(number)
        return True

    def settle(self) -> None:
        wait(lambda: not self._session.turns.busy, "a reply", TURN_LIMIT_S)
        QApplication.processEvents()
        delete_later()

    def begin_chat(self) -> None:
        self._window.conversations.start_new()
        QApplication.processEvents()

    def edit(self, number: int) -> None:
        """Edit the message without a change and send it again: nothing may be lost on the way."""
        before = self._session.chat.entries[-2].message
        if is_heavy(before.text):
            return
        self._widget(-2).start_editing()
        QApplication.processEvents()
        self._widget(-2).editor.save.click()
        self.settle()
        after = self._session.chat.entries[-2].message
        same = after.text == before.text.removeprefix("\ufeff").strip()
        self._check(same and after.id != before.id, number, f"edited: {after.text[:60]!r}")
        self._note(after)

    def answer_anew(self, number: int) -> None:
        self._window.area.regenerate_last()
        self.settle()
        reply = self._session.chat.entries[-1].message
        same = reply.text == self._session.chat.entries[-2].message.text
        self._check(same, number, "the other reply differs")

    def explain(self) -> None:
        self._session.moods.explain(self._session.chat.entries[-2].message.id)
        spin(0.1)
        self._window.grab()

    def search(self, text: str) -> None:
        field = self._window.sidebar.search
        field.setText(as_typed(text)[:200])
        field.entered.emit()
        spin(0.3)
        self._window.grab()
        field.clear()
        QApplication.processEvents()

    def open_again(self, number: int) -> None:
        """Leave for an older conversation and come back."""
        present = self._session.chat.id
        for id_ in (self._chance.choice(self.ids), present):
            self._session.open(id_)
            QApplication.processEvents()
            self._window.grab()
        self._check(self._session.chat.id == present, number, "not back again")

    def point(self, number: int) -> None:
        """The tooltips, menus and names of what stands on the screen are text."""
        window = self._window
        title = window.header.title
        self._see_tip(number, title, title.rect().center(), title.text())
        panel = window.sidebar.panel
        row = panel.model.row_of(self._session.chat.id)
        if row >= 0:
            index = panel.model.index(row)
            panel.list.scrollTo(index)
            place = panel.list.visualRect(index).center()
            self._see_tip(number, panel.list.viewport(), place, index.data())
        widget = self._widget(-1)
        menu = widget.context_menu()
        menu.ensurePolished()
        menu.sizeHint()
        menu.deleteLater()
        for address in widget.body.links()[:3]:
            self._check(QUrl(address).scheme() in SCHEMES, number, f"link {address[:60]!r}")
            if window.area.chat.link_question.ask(address):
                window.grab()
                window.area.chat.link_question.put_away()
        for body in (self._widget(-2).body, widget.body):
            interface = QAccessible.queryAccessibleInterface(body)
            interface.text(QAccessible.Text.Name)
            interface.text(QAccessible.Text.Value)
        self._check_labels(number)

    def moods(self) -> set[str]:
        """Labels of the verdicts on the screen."""
        return {
            entry.message.mood.label for entry in self._session.chat.entries if entry.message.mood
        }

    def lines(self) -> set[str]:
        """What may stand in the mood indicator: the line of a verdict on the screen."""
        moods = [entry.message.mood for entry in self._session.chat.entries if entry.message.mood]
        return {wording.mood_line(self._session.scene, mood, "en") for mood in moods}

    def _write(self, number: int, text: str) -> int:
        """Bring a text into the composer; how often it was handed to Qt on its way."""
        edit = self._window.area.composer.edit
        way = number % 6
        if way == 0:
            self._window.area.composer.set_draft(text)
        elif way == 1 and len(text) < LONG:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(edit, event)
        else:
            data = QMimeData()
            data.setText(text)
            if way == 2:
                data.setHtml(self._bait.html + text)
            elif way == 3:
                data.setImageData(QImage(8, 8, QImage.Format.Format_ARGB32))
            elif way == 4:
                data.setUrls([QUrl(self._bait.url), QUrl("file://server/share/canary.png")])
                data.setText(text)
            QGuiApplication.clipboard().setMimeData(data)
            self._heart.forget()
            edit.paste()
        QApplication.processEvents()
        return 1 if way == 0 or (way == 1 and len(text) < LONG) else 2

    def _look(self, number: int) -> None:
        """What the person sees of a message and its reply."""
        window, entries = self._window, self._session.chat.entries
        text = entries[-2].message.text
        self._check(entries[-1].message.text == text, number, "the reply is another")
        indicator = window.indicator.accessibleName()
        wanted = wording.mood_line(self._session.scene, entries[-2].message.mood, "en")
        self._check(indicator == wanted, number, f"the indicator says {indicator!r}")
        if number % 10 == 0:
            self._heart.forget()
            window.grab()
            QApplication.processEvents()
        chat = window.area.chat
        row = len(entries) - 2
        if chat.widget_of(row) is None:
            chat.list.scroll_to_row(row)
            QApplication.processEvents()
        body = chat.widget_of(row).body
        shown = body.document().toRawText().replace("\u2029", "\n")
        same = shown == body.shown_part().removeprefix("\ufeff")
        self._check(same, number, f"on the screen: {shown[:80]!r}")
        reply = chat.widget_of(row + 1) if chat.widget_of(row + 1) is not None else None
        if reply is not None and "\ufffc" not in text:
            drawn = reply.body.document().toRawText()
            self._check("\ufffc" not in drawn, number, "an object in the reply")
        chat.list.scroll_to_end()

    def _see_tip(self, number: int, widget, place: QPoint, text: str) -> None:
        event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)
        tip = QToolTip.text() if QToolTip.isVisible() else ""
        if GuiQt.mightBeRichText(tip):
            tip = QTextDocumentFragment.fromHtml(tip).toPlainText()
        words = " ".join(text.replace("\x00", "").split())
        said = " ".join(tip.replace("\x00", "").split())
        self._check(said in ("", words), number, f"the tooltip of {words[:60]!r} is {said[:60]!r}")
        QToolTip.hideText()

    def _check_labels(self, number: int) -> None:
        """No label that takes HTML for HTML has text that looks like it."""
        labels = (one for one in self._window.findChildren(QLabel) if not one.isWindow())
        for label in labels:
            is_plain = label.textFormat() is GuiQt.TextFormat.PlainText
            suspect = not is_plain and GuiQt.mightBeRichText(label.text())
            self._check(not suspect, number, f"a label of rich text: {label.text()[:60]!r}")

    def _widget(self, place: int):
        chat = self._window.area.chat
        row = len(self._session.chat.entries) + place
        chat.list.scroll_to_row(row)
        return chat.widget_of(row)

    def _note(self, message) -> None:
        self.said[message.id] = digest(message.text)
        if not self.ids or self.ids[-1] != self._session.chat.id:
            self.ids.append(self._session.chat.id)

    def _check(self, holds: bool, number: int, what: str) -> bool:
        return self._outcome.check(holds, f"{number}: {what}")


def delete_later() -> None:
    """What an event loop would do by itself."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
