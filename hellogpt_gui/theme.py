"""The look: colours, sizes, fonts and icons by name, in light and dark, at any zoom.

One template (resources/themes/style.qss) is filled in and set once on the application; a palette of the same tokens
serves what the style sheet does not reach. Whatever paints itself asks ``theme`` and repaints on ``theme.changed``.
"""

import contextlib
import gc
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory

import resources

Scheme = Literal["system", "light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("system", "light", "dark")
ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5)
BODY = 13
SYMBOL_PADDING = 3  # Fusion puts 4 px between icon and text; the pictures want 7
DISABLED = 0.45

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PX = re.compile(r"@px\(([0-9.]+)\)")
_ICON = re.compile(r"@icon\(([a-z0-9-]+), *([a-z0-9-]+)\)")
_TOKEN = re.compile(r"@([a-z][a-z0-9-]*)")


class Theme(QObject):
    """Tokens by name. ``changed`` is emitted after scheme or zoom have taken effect on the application."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, dict[str, str]] = json.loads(resources.read("themes/tokens.json"))
        self._scheme: Scheme = "system"
        self._zoom = 1.0
        self._family = ""
        self._pixmaps: dict[tuple[str, str, int, int, float], QPixmap] = {}
        self._drawn: tempfile.TemporaryDirectory[str] | None = None

    # ---- the application ---------------------------------------------------------------------------------------------

    def install(self, application: QApplication, scheme: Scheme = "system", zoom: float = 1.0) -> None:
        """Dress the application in the font it has now: the system's own, unless it was told otherwise."""
        self._family = application.font().family()
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
        application.styleHints().colorSchemeChanged.connect(self._system_changed, Qt.ConnectionType.UniqueConnection)
        self._zoom = min(ZOOMS, key=lambda step: abs(step - zoom))
        self.set_scheme(scheme)

    @property
    def dark(self) -> bool:
        if self._scheme == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._scheme == "dark"

    @property
    def scheme(self) -> Scheme:
        """What was chosen: light, dark, or what the system says."""
        return self._scheme

    def set_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        hint = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(scheme, Qt.ColorScheme.Unknown)
        QGuiApplication.styleHints().setColorScheme(hint)  # title bar and native dialogs follow
        self._apply()

    @property
    def zoom(self) -> float:
        return self._zoom

    def zoom_in(self) -> None:
        self._set_zoom(min((step for step in ZOOMS if step > self._zoom), default=ZOOMS[-1]))

    def zoom_out(self) -> None:
        self._set_zoom(max((step for step in ZOOMS if step < self._zoom), default=ZOOMS[0]))

    def zoom_reset(self) -> None:
        self._set_zoom(1.0)

    @property
    def animation_ms(self) -> int:
        """How long a movement of 160 ms may last: 0 where the system asks for less motion."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return 0
        allowed = application.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        return 160 if allowed > 0 else 0

    # ---- tokens ------------------------------------------------------------------------------------------------------

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """The colour of a token in the scheme in force. ``alpha``: 0…1."""
        color = QColor(self._table[name])
        color.setAlphaF(alpha)
        return color

    def px(self, size: float) -> int:
        """A length in px at 100 %, zoomed."""
        return max(1, round(size * self._zoom)) if size > 0 else round(size * self._zoom)

    def font(self, size: float = BODY, weight: int = 400, tabular: bool = False) -> QFont:
        """The program's font. ``size`` in px at 100 %; ``tabular``: figures of one width, wherever numbers stand."""
        font = QFont(self._family) if self._family else QFont()
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight))
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def icon(self, name: str, color: str = "text-2", size: int = 16, padded: bool = False) -> QIcon:
        """An icon of resources/icons; ``padded`` for one that stands before a button's text (see ``icon_width``)."""
        width = size + SYMBOL_PADDING if padded else size
        normal = self._pixmap(name, color, size, width, 1.0)
        icon = QIcon(normal)
        icon.addPixmap(self._pixmap(name, color, size, width, DISABLED), QIcon.Mode.Disabled)
        return icon

    def pixmap(self, name: str, color: str = "text-2", size: int = 16) -> QPixmap:
        """The same as a pixmap in device pixels, for labels and painters."""
        return self._pixmap(name, color, size, size, 1.0)

    # ---- how it is done ----------------------------------------------------------------------------------------------

    @property
    def _table(self) -> dict[str, str]:
        return self._tables["dark" if self.dark else "light"]

    def _set_zoom(self, zoom: float) -> None:
        if zoom != self._zoom:
            self._zoom = zoom
            self._apply()

    @Slot()
    def _system_changed(self) -> None:
        if self._scheme == "system":
            self._apply()

    def _apply(self) -> None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        self._pixmaps.clear()
        with _nothing_collected():
            application.setPalette(self._palette())
            application.setFont(self.font(BODY, 400, tabular=True))
            application.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def style_sheet(self) -> str:
        """The template with tokens, zoomed lengths and drawn icons filled in."""
        text = _COMMENT.sub("", resources.read("themes/style.qss"))
        text = _PX.sub(lambda match: f"{self.px(float(match[1]))}px", text)
        text = _ICON.sub(lambda match: f'url("{self._icon_file(match[1], match[2])}")', text)
        return _TOKEN.sub(lambda match: self._table[match[1]], text)

    def _icon_file(self, name: str, color: str) -> str:
        """A style sheet takes pictures from files only: one, drawn in that colour."""
        if self._drawn is None:
            self._drawn = tempfile.TemporaryDirectory(prefix="hellogpt-icons-", ignore_cleanup_errors=True)
        drawn = Path(self._drawn.name) / f"{name}-{self._table[color][1:]}.svg"
        if not drawn.exists():
            drawn.write_text(self._svg(name, color), encoding="utf-8", newline="\n")
        return drawn.as_posix()

    def _svg(self, name: str, color: str) -> str:
        return resources.read(f"icons/{name}.svg").replace("currentColor", self._table[color])

    def _pixmap(self, name: str, color: str, size: int, width: int, opacity: float) -> QPixmap:
        key = (name, self._table[color], self.px(size), self.px(width), opacity)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(self._svg(name, color), self.px(size), self.px(width), opacity)
        return self._pixmaps[key]

    @staticmethod
    def _draw(svg: str, size: int, width: int, opacity: float) -> QPixmap:
        application = QGuiApplication.instance()
        ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
        pixmap = QPixmap(round(width * ratio), round(size * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setOpacity(opacity)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
        painter.end()
        return pixmap

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for token, roles in {
            "chrome": (role.Window,),
            "surface": (role.Base,),
            "soft": (role.AlternateBase,),
            "raised": (role.ToolTipBase, role.Light),
            "fill": (role.Button, role.Midlight),
            "line": (role.Mid,),
            "edge": (role.Dark,),
            "shadow": (role.Shadow,),
            "text": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.HighlightedText),
            "text-3": (role.PlaceholderText,),
            "tint": (role.Highlight,),
            "accent-ink": (role.Link, role.LinkVisited, role.Accent),
            "on-accent": (role.BrightText,),
        }.items():
            for one in roles:
                palette.setColor(one, self.color(token))
        for one in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, one, self.color("text-off"))
        return palette


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """Qt goes through a list of all widgets and calls ours back: a widget that Python collects then would crash it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


theme = Theme()
