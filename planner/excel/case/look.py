"""How the workbook looks: colours that say what may be edited and how well a figure is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from planner.excel.styles import INK, QUIET, RULE, Styles, styles_of
from planner.reference import Confidence


class Tone(Enum):
    """What a cell is; the value is its ground and the colour of its text."""

    FREE = ("#FFFFFF", INK)
    """To be filled."""
    LOCKED = ("#E7E9EC", QUIET)
    MEASURED = ("#DDF0E3", INK)
    VENDOR = ("#E4EEF9", INK)
    ANALYST = ("#FCF9EE", INK)
    ASSUMED = ("#FFE9B0", INK)
    OWN = ("#D9D2F3", "#3B1C8C")
    """A figure of the case's own."""

    @property
    def meaning(self) -> str:
        """What the colour says."""
        return _MEANINGS[self]


_MEANINGS = {
    Tone.FREE: "free to edit",
    Tone.LOCKED: "locked: headings, names of rows, evidence that the planner does not read",
    Tone.MEASURED: "measured: a benchmark, a tariff or an official statistic",
    Tone.VENDOR: "vendor spec: a statement of a vendor or company",
    Tone.ANALYST: "analyst estimate",
    Tone.ASSUMED: "own assumption: the weakest figures; replace these first",
    Tone.OWN: "a figure that the case has set",
}
TONE_OF = {
    Confidence.MEASURED: Tone.MEASURED,
    Confidence.VENDOR_SPEC: Tone.VENDOR,
    Confidence.ANALYST_ESTIMATE: Tone.ANALYST,
    Confidence.OWN_ASSUMPTION: Tone.ASSUMED,
}


@dataclass(frozen=True)
class Look:
    """The formats of one workbook."""

    styles: Styles
    meaning: Format
    formats: dict[tuple[object, ...], Format]
    workbook: Workbook

    def cell(
        self, tone: Tone, pattern: str = "General", *, wraps: bool = False, is_left: bool = False
    ) -> Format:
        """Return the format of a cell; made once for each kind."""
        key = (tone, pattern, wraps, is_left)
        if key not in self.formats:
            ground, ink = tone.value
            self.formats[key] = self.workbook.add_format(
                {
                    "locked": tone is Tone.LOCKED,
                    "font_color": ink,
                    "bg_color": ground,
                    "num_format": pattern,
                    "valign": "top",
                    "text_wrap": wraps,
                    "align": "left" if is_left else "general",
                    "bold": tone is Tone.OWN,
                    "border": 1,
                    "border_color": RULE,
                }
            )
        return self.formats[key]

    def free_column(self) -> Format:
        """Return the format of columns below the last row, so that rows can be added."""
        key = (Tone.FREE,)
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"locked": False, "valign": "top"})
        return self.formats[key]


def look_of(workbook: Workbook) -> Look:
    """Return the formats of a workbook."""
    quiet = {"font_color": QUIET, "font_size": 9, "text_wrap": True, "valign": "top"}
    return Look(styles_of(workbook), workbook.add_format(quiet), {}, workbook)
