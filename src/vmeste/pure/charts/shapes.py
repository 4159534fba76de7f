"""What a picture is made of. Coordinates grow right and down, in the picture's own unit (a screen pixel at 100 %).

Colours are names of `painting.PALETTE`, so that a page may show them in its own theme.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: "Box") -> bool:
        """Whether they share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: "Box", *, slack: float = 0.01) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True, slots=True)
class Rect:
    box: Box
    radius: float = 0
    fill: str = ""
    stroke: str = ""
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    y: float
    radius: float
    fill: str = ""
    stroke: str = ""
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class Curve:
    """An SVG path, moved to (x, y) and scaled; `thickness` before scaling."""

    path: str
    stroke: str
    thickness: float = 2
    x: float = 0
    y: float = 0
    scale: float = 1
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class Text:
    """One line on the baseline `y`; `anchor` is start, middle or end; `level` 1 and 2 are headings, 0 plain text."""

    x: float
    y: float
    text: str
    size: float
    paint: str = "ink"
    is_bold: bool = False
    anchor: str = "start"
    level: int = 0


Mark = Rect | Circle | Curve | Text


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that are one thing to a reader: `label` says what, `address` where it leads."""

    shapes: tuple[Mark, ...]
    label: str = ""
    address: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    width: float
    height: float
    title: str
    description: str
    groups: tuple[Group, ...]
