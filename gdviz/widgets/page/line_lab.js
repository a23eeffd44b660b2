// The line lab: points that are dragged, and the fit that follows them.

/** @type {Record<string, Painter>} */
const linePainters = {
  params(pen, scene) {
    const { model, run } = scene;
    const runs = /** @type {any} */ (scene.runs);
    setLimits(pen.panel, model.get("view").params);
    paintNumbers(pen, ["x", "y"]);
    pen.inside(() => paintBowl(pen, runs));
    pen.inside(() => {
      if (model.get("has_truth")) paintShape(pen, model.get("true_params"), DIAMOND, "transparent");
      paintShape(pen, runs.minimum.params, PLUS, pen.colors.minimum);
    });
    paintWhere(pen, scene);
    pen.inside(() => paintSteps(pen, run, scene.m, runs.data));
  },

  data(pen, scene) {
    const { model } = scene;
    const runs = /** @type {any} */ (scene.runs);
    setLimits(pen.panel, model.get("view").data);
    paintNumbers(pen, ["x", "y"]);
    const { data: color, text, panel: edge } = pen.colors;
    const line = (place, dash) => pen.line(scene.fit(place), { color: text, width: 2, dash });
    pen.inside(() => {
      if (model.get("has_truth")) line(model.get("true_params"), [2, 4]);
      line(runs.minimum.params, FACTS.ghost_dash);
      pen.dots(runs.data, { color, edge, radius: dotRadius(runs.data.length), width: 1 });
    });
    painters.data(pen, scene);
    paintChosen(pen, runs.data[scene.chosen ?? -1]);
  },

  loss(pen, scene) {
    const runs = /** @type {any} */ (scene.runs);
    const ylim = lossLimits(scene.model.get("view").loss, runs.minimum.loss, scene.run.loss);
    Object.assign(pen.panel, { ylim, yscale: "log" });
    paintNumbers(pen, ["y"]);
    paintLosses(pen, scene);
    const lowest = pen.panel.xlim.map((x) => [x, runs.minimum.loss]);
    const looks = { color: pen.colors.text, width: 1.5, dash: FACTS.ghost_dash };
    pen.inside(() => pen.line(lowest, looks));
  },
};

/** @param {Pen} pen @param {Place | undefined} place */
function paintChosen(pen, place) {
  const { text, panel } = pen.colors;
  if (!place) return;
  pen.dots([place], { color: "transparent", edge: panel, radius: 11, width: 5 });
  pen.dots([place], { color: "transparent", edge: text, radius: 11, width: 2.5 });
}

const dotRadius = (n) => Math.max(3.5, Math.min(7, 40 / Math.sqrt(n)));

kinds.line = {
  painters: linePainters,
  runs: (model) => new LineRuns(model),
  inputs: ["points", "has_truth", "start", "view", "orders", "learning_rates", "batch_sizes"],
  state: kinds.descent.state,
  limit: ({ runs, run }) => /** @type {any} */ (runs).limit(/** @type {any} */ (run).b),
  prepare: { params: prepareStart, data: preparePoints },
  own: (view) => new LineControls(view),

  // Sliders of the sample draw another one.
  follow(view, name, chosen) {
    if (!["sample_size_index", "noise_index"].includes(name)) return {};
    const points = drawnPoints(view.model, { [name]: chosen });
    return view.own.sampled(points, name);
  },
};
