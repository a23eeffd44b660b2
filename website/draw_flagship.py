"""Draw the moving picture at the top of README.md."""

from pathlib import Path

import gdviz as gd

X, y = gd.datasets.line()
objective = gd.LeastSquares(gd.add_bias(X), y)
explorer = gd.widgets.descent_explorer(objective, [-1.0, 4.0], n_steps=60)
explorer.save(Path(__file__).with_name("flagship.gif"))
