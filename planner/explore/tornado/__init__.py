"""One input at a time: what moves cost and plan most, from the low and high ends of the tables' figures."""

from planner.explore.tornado.options import TornadoOptions
from planner.explore.tornado.run import Tornado, tornado
from planner.explore.tornado.uncertainty import By

__all__ = ["By", "Tornado", "TornadoOptions", "tornado"]
