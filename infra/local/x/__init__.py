"""The simulated X: behaves as X does for the calls that Centralita makes and the events that it takes.

`SimulatedX` is the state and the rules, `routes` its HTTP side. It listens nowhere by itself.
"""

from infra.local.x.keys import BrandAccount, DeveloperApp
from infra.local.x.routes import routes
from infra.local.x.simulated import SimulatedX

__all__ = ["BrandAccount", "DeveloperApp", "SimulatedX", "routes"]
