"""How a person wants the curve drawn: a few words that the window remembers from one start to the next."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class PlotView:
    """``unit`` and ``over``: labels of ``units``; the others are switches of the menu beside them."""

    unit: str = "nats"
    over: str = "steps"
    log_x: bool = False
    log_y: bool = False
    references: bool = True

    @classmethod
    def read(cls, remembered: str, units: tuple[str, ...], overs: tuple[str, ...]) -> "PlotView":
        """From what ``words`` wrote; whatever is unknown in it is passed over."""
        view = cls()
        for word in remembered.split():
            if word in units:
                view = replace(view, unit=word)
            elif word in overs:
                view = replace(view, over=word)
            elif word == "log-x":
                view = replace(view, log_x=True)
            elif word == "log-y":
                view = replace(view, log_y=True)
            elif word == "bare":
                view = replace(view, references=False)
        return view

    @property
    def words(self) -> str:
        switches = (("log-x", self.log_x), ("log-y", self.log_y), ("bare", not self.references))
        return " ".join([self.unit, self.over, *(word for word, on in switches if on)])
