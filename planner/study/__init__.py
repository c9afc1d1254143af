"""Studies: families of scenarios of a case, solved on one machine or on a Dask cluster."""
