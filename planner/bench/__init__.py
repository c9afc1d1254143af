"""The benchmark: our engine, plain solvers and one LP on the same case, in the same run, measured alike."""
