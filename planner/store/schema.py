"""The tables of the store. A change here needs a migration: a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from planner.store.times import UtcMoment

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CONTENTS = Table(
    "contents",
    METADATA,
    Column("sha256", String(64), primary_key=True, comment="of the content, in hexadecimal"),
    Column("size_bytes", BigInteger, nullable=False, comment="of the content before compression"),
    Column("zlib", LargeBinary, nullable=False, comment="the content, compressed"),
    comment="Inputs and other files of runs, each kept once",
)

RUNS = Table(
    "runs",
    METADATA,
    Column("run_id", String(16), primary_key=True, comment="hash of all files of the run"),
    Column("case_id", Text, nullable=False, index=True),
    Column("input_sha256", String(64), nullable=False, comment="hash of inputs.json"),
    Column("folder", Text, nullable=False, comment="where the run was when it was recorded"),
    Column("host", Text, nullable=False, comment="the machine that has the folder"),
    Column("recorded_at", UtcMoment, nullable=False, index=True),
    Column("status", Text, nullable=False, comment="how the search ended"),
    Column("cost_usd", Float, nullable=False, comment="present value"),
    Column("gap", Float, comment="empty where nothing was proved"),
    Column("plan_json", Text, nullable=False, comment="plan.json, kept also where the files are not"),
    comment="Runs that were recorded",
)

RUN_FILES = Table(
    "run_files",
    METADATA,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("path", Text, primary_key=True, comment="within the run folder, with / between its parts"),
    Column("sha256", ForeignKey("contents.sha256"), nullable=False, index=True),
    comment="Files of the runs whose files are kept",
)

TAGS = Table(
    "tags",
    METADATA,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("tag", Text, primary_key=True),
    Index("ix_tags_tag", "tag"),
)

PUBLICATIONS = Table(
    "publications",
    METADATA,
    Column("case_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1; the last is current"),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False, index=True),
    Column("published_at", UtcMoment, nullable=False),
    Column("published_by", Text, nullable=False, comment="user@host"),
    Column("note", Text, nullable=False),
    comment="Plans that were made the current one of their case, one after the other",
)

LEASES = Table(
    "leases",
    METADATA,
    Column("case_id", Text, primary_key=True),
    Column("token", String(32), nullable=False, comment="new for each holder"),
    Column("host", Text, nullable=False),
    Column("machine", Text, nullable=False, comment="boot and process space of the pid"),
    Column("pid", Integer, nullable=False),
    Column("process_started", Text, nullable=False, comment="tells it from a later one of the same pid"),
    Column("taken_at", UtcMoment, nullable=False),
    Column("heartbeat_at", UtcMoment, nullable=False),
    comment="Who may publish for a case",
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("job_id", String(32), primary_key=True),
    Column("case_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False, comment="what is done: replan, publish, ..."),
    Column("state", Text, nullable=False, comment="running, done, failed or interrupted"),
    Column("attempts", Integer, nullable=False),
    Column("started_at", UtcMoment, nullable=False),
    Column("ended_at", UtcMoment),
    Column("exit_code", Integer),
    Column("message", Text, nullable=False),
    Column("run_id", ForeignKey("runs.run_id", ondelete="SET NULL"), comment="the run it made"),
    Column("host", Text, nullable=False),
    Column("machine", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process_started", Text, nullable=False),
    comment="Unattended work, one row each",
)
