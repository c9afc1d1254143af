"""Everything a study writes into its folder."""

from __future__ import annotations

from planner.explore.files import write_whole
from planner.vendors.headline import headline
from planner.vendors.html import study_page
from planner.vendors.pictures import study_figures
from planner.vendors.prices import PRICES
from planner.vendors.section import markdown
from planner.vendors.sections import deciding_sections, sections
from planner.vendors.study import Study
from planner.vendors.tables import study_tables
from planner.vendors.workbook import study_workbook

PAGE, WORKBOOK = "vendors.html", "vendors.xlsx"


def write_vendors(study: Study) -> str:
    """Write tables, pictures and pages of what is solved so far, and return as text what decides.

    Raises
    ------
    InputError
        If a member cannot be read, or the disk is full or refuses.
    """
    store, tables = study.store, study_tables(study)
    for name, frame in tables.items():
        if name != PRICES:  # kept as it grows, with those of mixes that are not asked for now
            store.write_table(name, frame)
    figures = study_figures(tables)
    for figure in figures:
        store.write_picture(figure.name, figure.picture)
    lines, parts = headline(tables), sections(study, tables)
    head = [f"# {study.subject.inputs.title}: vendors", "", *(f"- {line}" for line in lines), ""]
    store.write_summary("\n".join([*head, markdown(parts)]))
    write_whole(store.folder / WORKBOOK, study_workbook(study, lines, tables))
    write_whole(store.folder / PAGE, study_page(study, lines, parts, figures))
    return "\n".join([*head, markdown(deciding_sections(study, tables))])
