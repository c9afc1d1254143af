"""The first schema: contents, runs and their files and tags, publications, leases, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the content, in hexadecimal"),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False, comment="of the content before compression"),
        sa.Column("zlib", sa.LargeBinary(), nullable=False, comment="the content, compressed"),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
        comment="Inputs and other files of runs, each kept once",
    )
    op.create_table(
        "leases",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False, comment="new for each holder"),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column(
            "machine",
            sa.Text(),
            nullable=False,
            comment="boot and process space of the pid",
        ),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column(
            "process_started",
            sa.Text(),
            nullable=False,
            comment="tells it from a later one of the same pid",
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_leases"),
        comment="Who may publish for a case",
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=16), nullable=False, comment="hash of all files of the run"),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False, comment="hash of inputs.json"),
        sa.Column("folder", sa.Text(), nullable=False, comment="where the run was when it was recorded"),
        sa.Column("host", sa.Text(), nullable=False, comment="the machine that has the folder"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="how the search ended"),
        sa.Column("cost_usd", sa.Float(), nullable=False, comment="present value"),
        sa.Column("gap", sa.Float(), nullable=True, comment="empty where nothing was proved"),
        sa.Column(
            "plan_json", sa.Text(), nullable=False, comment="plan.json, kept also where the files are not"
        ),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
        comment="Runs that were recorded",
    )
    op.create_index("ix_runs_case_id", "runs", ["case_id"], unique=False)
    op.create_index("ix_runs_recorded_at", "runs", ["recorded_at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="what is done: replan, publish, ..."),
        sa.Column("state", sa.Text(), nullable=False, comment="running, done, failed or interrupted"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("run_id", sa.String(length=16), nullable=True, comment="the run it made"),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("process_started", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_jobs_run_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("job_id", name="pk_jobs"),
        comment="Unattended work, one row each",
    )
    op.create_index("ix_jobs_case_id", "jobs", ["case_id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="from 1; the last is current",
        ),
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False, comment="user@host"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_publications_run_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_publications"),
        comment="Plans that were made the current one of their case, one after the other",
    )
    op.create_index("ix_publications_run_id", "publications", ["run_id"], unique=False)
    op.create_table(
        "run_files",
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column(
            "path", sa.Text(), nullable=False, comment="within the run folder, with / between its parts"
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_files_run_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_run_files_sha256"),
        sa.PrimaryKeyConstraint("run_id", "path", name="pk_run_files"),
        comment="Files of the runs whose files are kept",
    )
    op.create_index("ix_run_files_sha256", "run_files", ["sha256"], unique=False)
    op.create_table(
        "tags",
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_tags_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "tag", name="pk_tags"),
    )
    op.create_index("ix_tags_tag", "tags", ["tag"], unique=False)
