"""The same descent on many workers: shards of the data, their gradients added up, on Dask.

∇J_B = Σₖ (bₖ/b) ∇J_{Bₖ}: the mean gradient of a batch is the weighted mean of those of its parts,
wherever the parts are. So a `ShardedObjective` is an objective like any other, and the loop, every
optimizer and `check_gradient` take it as it is.

Needs ``pip install "gdviz[distributed]"``, but for `step_time`, which only counts.
"""

from gdviz.distributed.cluster import local
from gdviz.distributed.cost import step_time
from gdviz.distributed.objective import ShardedObjective
from gdviz.distributed.shards import Shards

__all__ = ["ShardedObjective", "Shards", "local", "step_time"]
