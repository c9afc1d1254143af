"""The store: runs, plans, inputs, publications and jobs in a database, and published runs in an archive."""

from planner.problems import BusyError
from planner.store.contents import content_of, files_of
from planner.store.files import RunFiles, read_files, write_files
from planner.store.jobs import Job, JobState, end_job, find_jobs, recover_jobs, retry_job, start_job
from planner.store.leases import Holder, Lease, LeaseTimes, holders, lease
from planner.store.places import StorePlace, store_place
from planner.store.problems import LeaseLostError, SupersededError
from planner.store.prune import Pruned, PruneRule, prune, to_prune
from planner.store.publications import Publication, current, folder_of, publications, publish
from planner.store.records import RunFilter, RunRecord, find_runs, get_run
from planner.store.runs import record_run, tag_run
from planner.store.sound import UnsoundRunError
from planner.store.store import Store, open_store

__all__ = [
    "BusyError",
    "Holder",
    "Job",
    "JobState",
    "Lease",
    "LeaseLostError",
    "LeaseTimes",
    "PruneRule",
    "Pruned",
    "Publication",
    "RunFiles",
    "RunFilter",
    "RunRecord",
    "Store",
    "StorePlace",
    "SupersededError",
    "UnsoundRunError",
    "content_of",
    "current",
    "end_job",
    "files_of",
    "find_jobs",
    "find_runs",
    "folder_of",
    "get_run",
    "holders",
    "lease",
    "open_store",
    "prune",
    "publications",
    "publish",
    "read_files",
    "record_run",
    "recover_jobs",
    "retry_job",
    "start_job",
    "store_place",
    "tag_run",
    "to_prune",
    "write_files",
]
