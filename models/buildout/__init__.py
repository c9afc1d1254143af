"""The build-out model: `buildout.inputs` in, `buildout.model.build_model` out.

The package knows neither files nor solvers. Importing it does not import Pyomo, so that code that
only reads inputs (the audit, for one) stays free of it.
"""
