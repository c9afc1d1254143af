from __future__ import annotations

import pytest

from planner.assemble import assemble_case
from planner.cases import case_schema, load_case
from planner.cases.mixes import MixKind, VendorMix, parse_mix, parse_mixes
from planner.problems import InputError
from planner.vendors.words import mix_id, mix_label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("free", "free mix"),
        ("only:NVIDIA", "NVIDIA only"),
        ("at-most:NVIDIA:0.6", "at most 60 % NVIDIA"),
        ("without:NVIDIA/Groq", "without NVIDIA/Groq"),
        ("price:AMD:+0.2", "AMD 20 % dearer"),
        ("price:AMD:-0.25", "AMD 25 % cheaper"),
        ("late:AMD:1", "AMD 1 quarter late"),
        ("late:AMD:2", "AMD 2 quarters late"),
    ],
)
def test_a_mix_is_read_and_written_alike(text: str, label: str) -> None:
    mix = parse_mix(text)
    assert mix.text == text
    assert mix_label(mix) == label


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("onyl:NVIDIA", "did you mean only"),
        ("only", "only:VENDOR"),
        ("free:NVIDIA", "write it like free"),
        ("at-most:NVIDIA", "at-most:VENDOR:0.6"),
        ("at-most:NVIDIA:1.5", "less than or equal to 1"),
        ("at-most:NVIDIA:60%", "share as a number"),
        ("price:NVIDIA:-1", "greater than -1"),
        ("price:NVIDIA:nan", "finite number"),
        ("late:NVIDIA:0", "greater than or equal to 1"),
        ("late:NVIDIA:1.5", "quarters as a number"),
        ("only:", "at least 1 character"),
        ("only:<script>", "pattern"),
    ],
)
def test_what_is_no_mix_is_refused_with_how_to_write_it(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mix(text)
    assert said in str(caught.value)
    assert text in str(caught.value)


def test_all_problems_are_said_at_once_and_repeats_are_one_mix() -> None:
    with pytest.raises(InputError) as caught:
        parse_mixes(("onlyy:A", "late:A:0", "only:A"))
    assert len(caught.value.problems) == 2
    assert len(parse_mixes(("only:A", "only:A", "price:A:+0.2", "price:A:0.2"))) == 2


def test_names_of_run_folders_differ_and_are_file_names() -> None:
    mixes = parse_mixes(("only:a/b", "only:a&b", "only:A/b", "price:a:0.2", "price:a:-0.2"))
    names = [mix_id(mix) for mix in mixes]
    assert len({name.lower() for name in names}) == len(names)
    assert not any(set(name) & set("/&: ") for name in names)


def test_a_case_names_mixes() -> None:
    case = load_case("tiny", ["vendor_mixes=[{kind: free}, {kind: at-most, vendor: Bolt, share: 0.5}]"])
    assert case.vendor_mixes == (
        VendorMix(kind=MixKind.FREE),
        VendorMix(kind=MixKind.AT_MOST, vendor="Bolt", share=0.5),
    )
    # A plan does not depend on them.
    assert assemble_case(case).inputs == assemble_case(load_case("tiny")).inputs


@pytest.mark.parametrize(
    ("mix", "said"),
    [
        ("{kind: at-most, vendor: Bolt}", "share for at-most"),
        ("{kind: only, vendor: Bolt, share: 0.5}", "share for at-most, and for no other kind"),
        ("{kind: only}", "a vendor for every kind but free"),
        ("{kind: at-most, vendor: Bolt, share: 2.0}", "less than or equal to 1"),
        ("{kind: most, vendor: Bolt}", "free, only, at-most, without, price or late"),
        ("{kind: only, vendor: Bolt, vender: Acme}", "did you mean vendor"),
    ],
)
def test_a_wrong_mix_in_a_case_is_named(mix: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_case("tiny", [f"vendor_mixes=[{mix}]"])
    assert said in str(caught.value)
    assert "vendor_mixes.0" in str(caught.value)


def test_an_unknown_vendor_in_a_case_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match=r"vendor_mixes: found Blot.*did you mean Bolt"):
        assemble_case(load_case("tiny", ["vendor_mixes=[{kind: only, vendor: Blot}]"]))


def test_editors_are_told_of_the_kinds() -> None:
    schema = case_schema()
    assert schema["$defs"]["MixKind"]["enum"] == [kind.value for kind in MixKind]
    assert "vendor_mixes" in schema["properties"]
