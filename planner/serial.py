"""Inputs as canonical JSON: the same inputs give the same bytes, so a hash names them."""

from __future__ import annotations

import hashlib

from pydantic import TypeAdapter, ValidationError

from buildout.inputs import Inputs
from planner.problems import InputError, Problem

_ADAPTER = TypeAdapter(Inputs)


def dump_inputs(inputs: Inputs) -> bytes:
    """Return the inputs as canonical JSON: UTF-8, keys in the order of the fields.

    Raises
    ------
    InputError
        If a number is not finite or a value has the wrong type.
    """
    # A whole number in a field of floats is written without a point; reading it back mends that.
    loaded = load_inputs(_ADAPTER.dump_json(inputs, warnings=False))
    return _ADAPTER.dump_json(loaded)


def load_inputs(data: bytes) -> Inputs:
    """Read inputs that `dump_inputs` wrote.

    Raises
    ------
    InputError
        If the bytes are not JSON or do not hold inputs; every reason is listed.
    """
    try:
        return _ADAPTER.validate_json(data)
    except ValidationError as error:
        raise InputError(
            [_problem(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        ) from error


def inputs_sha256(inputs: Inputs) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return sha256_of(dump_inputs(inputs))


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _problem(where: str, message: str) -> Problem:
    return Problem(
        where=f"inputs.json: {where}" if where else "inputs.json",
        found="a value that cannot be used",
        expected=message,
        fix="solve the case again; the file is written by the planner and not meant to be edited",
    )
