"""Every bad cell is named, all of them at once."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from tests.excel_case.conftest import Editor, problems_of

Edited = Callable[..., Path]


def test_every_bad_cell_is_named_at_once(edited: Edited) -> None:
    wrong: dict[str, str] = {}

    def edit(editor: Editor) -> None:
        def bad(part: str, sheet: str, row: str | int, heading: str, value: object) -> None:
            wrong[editor.put(sheet, row, heading, value)] = part

        bad("from 100 to", "Chips", "VR200", "it_capex_usd_per_chip_all_in", -3)
        bad("one meaning", "Chips", "VR200", "tdp_w", "1,234")
        bad("'many'", "Chips", "VR200", "chips_per_rack", "many")
        bad("8.5", "Chips", "GB300", "chips_per_rack", 8.5)
        bad("did you mean 'open'?", "Chips", "GB300", "buyer_access", "opne")
        bad("an empty cell", "Chips", "B300", "vendor", None)
        bad("not stored", "Chips", "B300", "hbm_gb", "=A1+1")
        bad("percent", "Regions", "us_iowa", "near_term_grid_headroom_mw", "3 %")
        day = datetime.datetime(2027, 3, 1)
        bad("the date 2027-03-01", "Regions", "us_nova", "grid_wait_quarters", day)
        bad("2027-Q1", "Power", "grid_pjm", "first_available_quarter", "2027-Q1")
        bad("'much'", "Finance", "wacc", "value", "much")
        bad("evidence", "Capex", "land_and_site", "usd_per_mw", 5)
        bad("did you mean", "Metros", "JP_tokyo", "nearest_campus_region", "jp_tokio")
        bad("one of measured", "Water", "low", "own_confidence", "sure")
        bad("less than or equal to 1", "Case", "buyer.share", "value", 1.5)
        bad("is not a quarter", "Case", "horizon.first", "value", "01.01.2029")
        bad("yes or no", "Case", "whole_racks", "value", "perhaps")
        bad("a key of the case", "Case", "pools.exclude", "key", "pools.exclud")
        bad("an empty cell", "Own sites", "south", "lat", None)
        bad("campus or edge", "Own sites", "town", "kind", "rim")
        bad("greater than 0", "Own sites", "north", "hall_mw", 0)
        bad("#REF!", "Own power", "hydro", "energy_usd_per_mwh", "#REF!")
        bad("TRUE", "Own power", "line", "capex_usd_per_kw", True)
        bad("'12 34'", "Demand rows", 3, "amount", "12 34")
        editor.add("Policies", rule="budgets", id="all")
        bad("an empty cell", "Policies", 1, "usd", None)
        bad("budgets has no vendor", "Policies", 1, "vendor", "Acme")
        editor.add("Policies", id="nothing")
        wrong["Policies!A7"] = "one of vendor_shares"
        editor.add("Paths", driver="revenue", name="sales", quantity="billion_usd", value=3)
        wrong["Paths!B6"] = "'sales'"
        editor.add(
            "Ledger", **{"what it is": "power", "site": "north", "option": "hydro", "online": "2026Q1"}
        )
        wrong["Ledger!F6"] = "an empty cell"
        editor.add("RTT", site_id="north", node_id="city", rtt_ms=-1)
        editor.sheet("Steps").merge_cells("A6:B6")
        wrong["Steps!A6"] = "merged cells A6:B6"
        del editor.book["Weights"]
        wrong["edited.xlsx"] = "the sheet Weights"
        number = editor.number("Lead times", "land")
        editor.sheet("Lead times").delete_rows(number)
        wrong["'Lead times'!A5"] = "no row land"
        editor.add("Countries", country="XX")
        wrong["Countries!A82"] = "'XX' alone"
        editor.sheet("Latency").cell(5, editor.column("Latency", "note")).value = "notes"
        wrong["Latency!K5"] = "did you mean note?"

    texts = problems_of(edited(edit))
    missing = {where: part for where, part in wrong.items() if part not in texts.get(where, "")}
    assert not missing, {where: texts.get(where) for where in missing}
    assert texts.keys() - wrong.keys() <= {"Latency!L5", "Ledger!B6, ledger.sites.0.halls", "Ledger!B6"}


def test_what_the_case_contradicts_is_named_by_its_cell(edited: Edited) -> None:
    """These are found when the case is put together, after every cell has been read."""

    def edit(editor: Editor) -> None:
        editor.setting("horizon.last", "2028Q4")
        editor.put("Demand rows", 1, "node", "citty")
        editor.add("Locks", site="nowhere", open="yes")
        editor.put("Own power", "hydro", "sites", "north; nirgends")
        editor.add("Policies", rule="minimum_takes", id="deal", chips="neww", it_mw=1)

    texts = problems_of(edited(edit))
    assert {"Case!B13", "'Demand rows'!A6", "Locks!A6", "'Own power'!D6", "Policies!A6"} <= texts.keys(), (
        texts
    )
    assert "did you mean city?" in texts["'Demand rows'!A6"]
    assert "did you mean new?" in texts["Policies!A6"]


def test_places_of_messages_are_cells_that_exist(edited: Edited) -> None:
    def edit(editor: Editor) -> None:
        editor.add("Weights", stream="chatt", node="city", weight=1)

    texts = problems_of(edited(edit))
    assert all("!" in where for where in texts), texts
    assert "did you mean chat?" in texts["Weights!A6"]


def test_figures_that_contradict_each_other_are_named_by_a_cell(edited: Edited) -> None:
    """A check over several cells names one of them, even where that is not the one that changed."""

    def edit(editor: Editor) -> None:
        editor.put("Chips", "VR200", "it_power_w_per_chip", 1000)
        editor.put("Streams", "chat_interactive", "share_2030", 0.9)

    texts = problems_of(edited(edit))
    assert sorted(where.partition("!")[0] for where in texts) == ["Chips", "Streams"], texts
    assert any("a sum of 1" in text for text in texts.values())


def test_two_rows_of_one_name_are_refused(edited: Edited) -> None:
    def edit(editor: Editor) -> None:
        editor.put("Water", "low", "water_stress", "medium")
        editor.put("Case", "buyer.chips", "key", "buyer.share")
        for stream in ("chat", "chat"):
            editor.add("Stream rules", stream=stream, shortage_factors=2)

    texts = problems_of(edited(edit))
    assert "each id once; it is in Water!A6 too" in texts["Water!A7"]
    assert "no row low" in texts["Water!A5"]
    assert any("buyer.share" in text and "each key once" in text for text in texts.values())
    assert "each stream once" in texts["'Stream rules'!A7"]


def test_paths_of_two_kinds_are_refused(edited: Edited) -> None:
    def edit(editor: Editor) -> None:
        first = editor.number("Paths", "driver")
        sheet = editor.sheet("Paths")
        sheet.cell(first + 1, editor.column("Paths", "growth_per_year")).value = 1.2
        editor.put("Paths", 4, "date", "2027Q4")
        editor.put("Paths", 5, "quantity", "users")

    texts = problems_of(edited(edit, "lab-4gw-10-months"))
    assert any("points alone" in text for text in texts.values()), texts
    assert "one of facility_gw, mix" in " ".join(texts.values()).replace(
        "mix, facility_gw", "facility_gw, mix"
    )
