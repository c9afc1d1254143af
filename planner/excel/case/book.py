"""Opening a workbook that a person saved: every way it can be unreadable is a problem, not a crash."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.excel.case.cell import RawCell, cell_address
from planner.problems import InputError, Problem

MAX_FILE_MB = 50
MAX_CONTENT_MB = 500
"""Far above any case; guards against a wrong file and against a small one that unpacks into gigabytes."""

_ENCRYPTED = b"\xd0\xcf\x11\xe0"
"""First bytes of workbooks with a password, and of those of Excel 97."""
_FORMULA = re.compile(rb"<(\w+:)?f[ >/]")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What openpyxl and zipfile raise for files that are damaged; openpyxl has no error of its own for them."""


@dataclass(frozen=True)
class Book:
    """A workbook with the values of its cells, and its formulas where it has any."""

    name: str
    values: Workbook
    formulas: Workbook | None

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets that hold cells."""
        return tuple(sheet.title for sheet in self.values.worksheets)

    def sheet(self, name: str) -> Worksheet:
        """Return a sheet."""
        found = self.values[name]
        assert isinstance(found, Worksheet)  # noqa: S101  (sheets leaves chart sheets out)
        return found

    def rows(self, name: str) -> Iterator[list[RawCell]]:
        """Yield the rows of a sheet from the first on, all of one length."""
        twins = self.formulas[name].iter_rows() if self.formulas is not None else None
        for number, row in enumerate(self.sheet(name).iter_rows(), start=1):
            twin = next(twins, ()) if twins is not None else ()
            yield [
                _raw(cell_address(name, number, i + 1), cell, twin[i] if i < len(twin) else None)
                for i, cell in enumerate(row)
            ]


def open_book(path: Path) -> Book:
    """Open a workbook.

    Raises
    ------
    InputError
        If the file is missing, too large, encrypted, damaged, or no workbook without macros.
    """
    data = _checked_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(path, archive)
            has_formulas = any(
                _FORMULA.search(archive.read(name))
                for name in archive.namelist()
                if name.startswith("xl/worksheets/") and name.endswith(".xml")
            )
        values = _load(data, data_only=True)
        formulas = _load(data, data_only=False) if has_formulas else None
    except InputError:
        raise
    except _BROKEN as error:
        reason = f"a file that cannot be opened ({str(error).splitlines()[0] if str(error) else 'damaged'})"
        raise _refused(path, reason, "save it again as .xlsx, or write it anew with planner excel") from error
    return Book(path.name, values, formulas)


def _load(data: bytes, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        # It warns of drop-downs and colours that it cannot keep; they are not read.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)


def _raw(address: str, cell: Cell | MergedCell, twin: object) -> RawCell:
    if isinstance(cell, MergedCell):
        return RawCell(address)
    is_formula = isinstance(twin, Cell) and twin.data_type == "f"
    return RawCell(
        address,
        cell.value,
        is_error=cell.data_type == "e",
        is_uncomputed=is_formula and cell.value is None,
        is_percent="%" in str(cell.number_format),
    )


def _checked_bytes(path: Path) -> bytes:
    if path.suffix.lower() != ".xlsx":
        raise _refused(path, f"a file {path.suffix}", "save it as .xlsx, without macros")
    try:
        size_mb = path.stat().st_size / 1e6
        data = path.read_bytes() if size_mb <= MAX_FILE_MB else b""
    except OSError as error:
        raise _refused(path, error.strerror or "no file", "check the name and the folder") from error
    if size_mb > MAX_FILE_MB:
        raise _refused(path, f"{size_mb:,.0f} MB", "check that it is the right file")
    if data.startswith(_ENCRYPTED):
        raise _refused(
            path, "a file with a password, or one of Excel 97", "save it as .xlsx without a password"
        )
    return data


def _check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    content_mb = sum(entry.file_size for entry in archive.infolist()) / 1e6
    if content_mb > MAX_CONTENT_MB:
        raise _refused(path, f"{content_mb:,.0f} MB unpacked", "check that it is the right file")
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        raise _refused(path, "macros", "save it as .xlsx, without macros")


def _refused(path: Path, found: str, fix: str) -> InputError:
    return InputError([Problem(str(path.name), found, f"a workbook .xlsx of at most {MAX_FILE_MB} MB", fix)])
