"""What each process of the benchmark does: a module for each task, with ``run(job, tell)``."""
