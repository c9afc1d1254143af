from __future__ import annotations

import pytest

from planner.reference import (
    Confidence,
    Override,
    Reference,
    TableName,
    confidence_of,
    lean_on,
    load_reference,
)


@pytest.mark.parametrize(
    ("table", "row_id", "column", "confidence"),
    [
        (TableName.CHIPS, "VR200", "hbm_gb", Confidence.VENDOR_SPEC),
        (TableName.CHIPS, "VR200", "it_capex_usd_per_chip_all_in", Confidence.ANALYST_ESTIMATE),
        (TableName.CHIPS, "VR200", "infer_tps_per_chip_model", Confidence.OWN_ASSUMPTION),
        (TableName.CHIPS, "VR200", "last_order_quarter", Confidence.OWN_ASSUMPTION),
        (TableName.CHIPS, "H100", "train_mfu", Confidence.MEASURED),
        (TableName.REGIONS, "us_nova", "carbon_kg_per_mwh", Confidence.MEASURED),
        (TableName.REGIONS, "us_nova", "pue_campus", Confidence.OWN_ASSUMPTION),
        (TableName.METROS, "JP_tokyo", "metro_population_est", Confidence.MEASURED),
    ],
)
def test_a_field_has_its_own_confidence(
    shipped: Reference, table: TableName, row_id: str, column: str, confidence: Confidence
) -> None:
    assert confidence_of(shipped, table, row_id, column) is confidence


@pytest.mark.parametrize(("row_id", "column"), [("VR999", "tdp_w"), ("VR200", "weight_kg")])
def test_no_such_figure(shipped: Reference, row_id: str, column: str) -> None:
    with pytest.raises(KeyError):
        confidence_of(shipped, TableName.CHIPS, row_id, column)


def override(confidence: Confidence) -> Override:
    return Override(TableName.WATER, "low", "water_m3_per_it_mwh", 1.0, "case.yaml", "meter 2026", confidence)


def test_an_override_brings_its_own_confidence() -> None:
    reference = load_reference([override(Confidence.MEASURED)])
    level = confidence_of(reference, TableName.WATER, "low", "water_m3_per_it_mwh")
    assert level is Confidence.MEASURED


def test_how_far_a_table_leans_on_own_assumptions() -> None:
    # Water has four figures, all assumed; one is measured by the case, so three of four are left.
    shares = {leaning.table: leaning for leaning in lean_on(load_reference([override(Confidence.MEASURED)]))}
    assert (shares[TableName.WATER].figures, shares[TableName.WATER].own_assumptions) == (4, 3)
    assert shares[TableName.WATER].share == 0.75
    assert shares[TableName.COUNTRIES].share == 0.0
    assert shares[TableName.STREAMS].share == 1.0
