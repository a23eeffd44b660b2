// The line lab: its runs are worked out here, from the points on the screen (line.js).

const BANDS = 14; // of the surface
const GROWTH = 1e6; // of the loss axis, at most

// The run of a line fit, in the shape of those that Python sends to others.
class LineRuns {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Place[]} */
    this.data = model.get("points");
    this.moments = lineMoments(this.data);
    this.minimum = lineMinimum(this.moments);
    this.curvature = lineCurvature(this.moments);
    this.packing = { start: model.get("start"), n_params: 2 };
    this.points = Float64Array.from(this.data.flat());
    this.hasFan = false;
    this.known = new Map();
  }

  has() {
    return false;
  }

  // The line at both ends of the panel.
  /** @returns {Place[]} */
  fitted([intercept, slope]) {
    return this.model.get("view").data[0].map((x) => [x, intercept + slope * x]);
  }

  // Of the learning rate i; of j, which counts all other sliders, the batch size is the last.
  run(i, j) {
    const key = `${i},${j}`;
    if (!this.known.has(key)) this.known.set(key, this.make(i, j));
    return this.known.get(key);
  }

  make(i, j) {
    const { model, data } = this;
    const sizes = model.get("batch_sizes");
    const [start, n_steps] = [this.packing.start, model.get("n_steps")];
    const b = sizes[j % sizes.length];
    const rate = model.get("learning_rates")[i];
    const epochs = ordersOf(model);
    const { path, batches, diverged } = lineRun(data, { start, rate, b, epochs, n_steps });
    const loss = Float64Array.from(path, (place) => this.lossAt(place));
    const limit = this.divergenceLimit(loss[0]);
    const gone = loss.findLastIndex((value) => value <= limit) + 1;
    const at = [0, 1].map((axis) => Float64Array.from(path, (place) => place[axis]));
    const n = path.length;
    return {
      ...{ i, j, racer: 0, n, first: 0, runs: this, b, rate, at, loss, batches },
      ...timesOf(batches, data.length),
      diverged: gone < n ? gone : diverged,
      last: Math.min(gone, n - 1),
    };
  }

  lossAt(place) {
    return lineLoss(this.moments, this.minimum, place);
  }

  // Python's rule, see gdviz/descent/divergence.py.
  divergenceLimit(first) {
    const scale = Math.max(first - this.minimum.loss, this.moments.yy / 2);
    return this.minimum.loss + this.model.get("diverges_above") * scale;
  }

  /** @returns {number[]} */
  batch(run, m) {
    return run.batches[m] ?? [];
  }

  arrow() {
    return null; // they are drawn to scale
  }

  fan() {
    return [];
  }

  // From which η on a batch size makes the spread of θ grow.
  limit(b) {
    const key = `limit-${b}`;
    if (!this.known.has(key)) this.known.set(key, lineLimit(this.data, b));
    return this.known.get(key);
  }
}

// The random numbers of every epoch.
/** @param {Model} model */
function ordersOf(model) {
  const [all, width] = [numbers(Uint16Array, model.get("orders")), model.get("most_points")];
  const n = all.length / width;
  return Array.from({ length: n }, (_, k) => all.subarray(k * width, (k + 1) * width));
}

/** @param {number[][]} batches */
function timesOf(batches, n) {
  let seen = 0;
  const samples_seen = Float32Array.from([[], ...batches], (rows) => {
    seen += rows.length;
    return seen;
  });
  const step = samples_seen.map((_, k) => k);
  return { step, samples_seen, epoch: samples_seen.map((rows) => rows / n), seconds: step };
}

// The points that the sliders ask for: y = θ₀ + θ₁x + σε, from Python's random numbers.
/** @param {Model} model @returns {Place[]} */
function drawnPoints(model, chosen = {}) {
  const value = (name) => chosen[name] ?? model.get(name);
  const n = model.get("sample_sizes")[value("sample_size_index")];
  const noise = model.get("noises")[value("noise_index")];
  const first = value("draw") * model.get("most_points");
  const [u, e] = ["uniforms", "normals"].map((name) => numbers(Float32Array, model.get(name)));
  const [intercept, slope] = model.get("true_params");
  return Array.from({ length: n }, (_, k) => {
    const x = u[first + k] * 2 - 1;
    return [x, intercept + slope * x + noise * e[first + k]];
  });
}

// What the axes show: everything. Python has the same rule for its pictures (line_lab.py).
/** @param {Place[]} points @param {Place} start @param {Place | null} truth */
function viewOf(points, start, truth) {
  const moments = lineMoments(points);
  const minimum = lineMinimum(moments);
  const best = minimum.params;
  const places = truth ? [start, truth] : [start];
  const away = (k) => Math.max(...places.map((place) => Math.abs(place[k] - best[k])));
  let reach = [0, 1].map((k) => Math.max(1.3 * away(k), 0.1 * Math.abs(best[k]) + 1e-3));
  const widest = Math.max(...reach);
  if (widest < 3.3 * Math.min(...reach)) reach = [widest, widest];
  const high = 4 * lineLoss(moments, minimum, start) || 1;
  return {
    params: best.map((value, k) => [value - reach[k], value + reach[k]]),
    data: [0, 1].map((k) => padded(points.map((point) => point[k]))),
    loss: [minimum.loss > 1e-6 * high ? minimum.loss / 1.5 : 1e-7 * high, high],
  };
}

/** @param {number[]} values */
function padded(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = 0.1 * (high - low) || Math.max(0.1 * Math.abs(low), 1e-3);
  return [low - pad, high + pad];
}

// Whether the axes show what matters, and not from far away.
function isInView({ params, data }, points, start) {
  const { params: best } = lineMinimum(lineMoments(points));
  const holds = ([low, high], value) => low <= value && value <= high;
  const isWithin = (limits, place) => place.every((value, k) => holds(limits[k], value));
  const isNear = data.every(([low, high], k) => {
    const values = points.map((point) => point[k]);
    return Math.max(...values) - Math.min(...values) > 0.35 * (high - low);
  });
  const all = [start, best].every((place) => isWithin(params, place));
  return all && isNear && points.every((point) => isWithin(data, point));
}

const log = Math.log;

// Where the slider stands that is to stay as close to a value as it can.
/** @param {number[]} values */
function closestTo(values, wanted) {
  const distances = values.map((value) => Math.abs(log(value / wanted)));
  return distances.indexOf(Math.min(...distances));
}

/** @param {number} n */
function batchSizesOf(n) {
  const powers = Array.from({ length: 12 }, (_, k) => 2 ** k).filter((b) => b < n);
  return [...powers, n];
}

// η in powers of ten where 2/λ_max is in the upper half.
/** @param {number[]} base @param {Place[]} points */
function ratesOf(base, points) {
  const { large } = lineCurvature(lineMoments(points));
  const power = 10 ** Math.floor(Math.log10(2 / large / 0.3) + 1e-9);
  return base.map((rate) => Number((rate * power).toPrecision(2)));
}

// The numbers and the grid of a panel whose axes change.
/** @param {Pen} pen @param {string[]} axes */
function paintNumbers(pen, axes) {
  const { panel, ctx, colors } = pen;
  const { x, y, width, height } = panel.rect;
  const [left, bottom, size] = [x, y + height, panel.scale];
  Object.assign(ctx, { strokeStyle: colors.grid, lineWidth: 0.8 });
  if (axes.includes("x")) {
    for (const value of ticksIn(panel.xlim, Math.max(2, Math.floor(width / 58)))) {
      stroke(ctx, panel.x(value), y, panel.x(value), bottom);
      pen.text(formatTick(value), panel.x(value), bottom + 8 * size);
    }
  }
  const most = Math.max(2, Math.floor(height / 45));
  for (const value of panel.yscale === "log"
    ? powersIn(panel.ylim, most)
    : ticksIn(panel.ylim, most)) {
    stroke(ctx, left, panel.y(value), left + width, panel.y(value));
    pen.text(formatTick(value), left - 8 * size, panel.y(value), 15, "right");
  }
}

/** @param {CanvasRenderingContext2D} ctx */
function stroke(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}

/** @param {number[]} limits @param {number} most @returns {number[]} */
function ticksIn([low, high], most) {
  const [, stride] = roundTicks(high - low, most);
  const first = Math.ceil(low / stride - 1e-9);
  const n = Math.floor(high / stride + 1e-9) - first + 1;
  return Array.from({ length: n }, (_, k) => (first + k) * stride);
}

// 0.01, 0.1, 1, or where these are few 0.1, 0.2, 0.5.
/** @param {number[]} limits @param {number} most @returns {number[]} */
function powersIn([low, high], most) {
  const [first, last] = [low, high].map((value) => Math.floor(Math.log10(value)));
  const factors = last - first < 3 ? [1, 2, 5] : [1];
  const every = Math.ceil((last - first + 1) / most);
  const found = [];
  for (let power = first; power <= last; power += every) {
    found.push(...factors.map((factor) => Number(`${factor}e${power}`)));
  }
  return found.filter((value) => value >= low && value <= high);
}

// A small shape around a place, in pixels.
/** @param {Pen} pen @param {Place} place @param {Place[]} corners */
function paintShape({ ctx, panel, size, colors }, [x, y], corners, fill) {
  ctx.beginPath();
  for (const [dx, dy] of corners) ctx.lineTo(panel.x(x) + dx * size, panel.y(y) + dy * size);
  ctx.closePath();
  ctx.fillStyle = fill;
  const lines = fill === "transparent" ? [colors.panel, colors.text] : [colors.panel];
  for (const [k, color] of lines.entries()) {
    Object.assign(ctx, { strokeStyle: color, lineWidth: (2 * lines.length - 2 * k) * size });
    ctx.stroke();
  }
  ctx.fill();
}

/** @type {Place[]} */
const DIAMOND = [
  [0, -8],
  [8, 0],
  [0, 8],
  [-8, 0],
];
const PLUS = [0, 1, 2, 3].flatMap((k) =>
  [
    [-2, -7.5],
    [2, -7.5],
    [2, -2],
  ].map(([x, y]) => turned(x, y, k)),
);

// By k right angles.
function turned(x, y, k) {
  return k === 0 ? [x, y] : turned(-y, x, k - 1);
}

// The bowl: ellipses of equal loss around θ*, by the axes of its curvature.
/** @param {Pen} pen @param {any} runs */
function paintBowl(pen, runs) {
  const { minimum, curvature } = runs;
  const { panel, colors, ctx } = pen;
  const corners = panel.xlim.flatMap((x) => panel.ylim.map((y) => [x, y]));
  const top = Math.max(...corners.map((place) => runs.lossAt(place))) - minimum.loss;
  const { x, y, width, height } = panel.rect;
  ctx.fillStyle = mix(colors.surface, 1);
  ctx.fillRect(x, y, width, height);
  const reach = 40 * Math.max(...[panel.xlim, panel.ylim].map(([low, high]) => high - low));
  for (let k = BANDS - 1; k > 0; k--) {
    const edge = levelSet(minimum.params, curvature, top * (k / BANDS) ** 2, reach);
    ctx.beginPath();
    for (const [u, v] of edge) ctx.lineTo(panel.x(u), panel.y(v));
    ctx.closePath();
    ctx.fillStyle = mix(colors.surface, k / BANDS);
    ctx.fill();
    pen.stroke(colors.grid, 0.8, 0.6);
  }
}

// Where the loss is `height` above the lowest; a flat valley is closed far away.
function levelSet([a, b], { large, small, axis }, height, reach) {
  const [r, s] = [large, small].map((curved) => Math.min(reach, Math.sqrt((2 * height) / curved)));
  return Array.from({ length: 180 }, (_, k) => {
    const [u, v] = [r * Math.cos((k * Math.PI) / 90), s * Math.sin((k * Math.PI) / 90)];
    return [a + u * axis[0] - v * axis[1], b + u * axis[1] + v * axis[0]];
  });
}

/** @param {Panel} panel @param {number[][]} limits */
function setLimits(panel, [xlim, ylim]) {
  Object.assign(panel, { xlim, ylim });
}

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
    painters.params(pen, scene);
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
    painters.loss(pen, scene);
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

// The axis grows where J* falls out of it, or the run leaves it, up to a point.
/** @param {number[]} limits @param {number} best @param {ArrayLike<number>} losses */
function lossLimits([low, high], best, losses) {
  const highest = Math.min(Math.max(...Array.from(losses)), GROWTH * high);
  return [
    best > 0 ? Math.min(low, Math.max(best, low / GROWTH) / 1.5) : low,
    Math.max(high, 1.5 * highest),
  ];
}

const dotRadius = (n) => Math.max(3.5, Math.min(7, 40 / Math.sqrt(n)));

// The next step to scale: its tip is the next place. Under it, the step of all points.
/** @param {Pen} pen @param {any} run @param {Place[]} points */
function paintSteps(pen, run, m, points) {
  const { data, panel: rim, batch, edge } = pen.colors;
  const here = /** @type {[number, number]} */ (placeNow(run, m, 0));
  const step = (rows) => lineGradient(rows, here).map((slope) => -run.rate * slope);
  const arrow = (/** @type {Place} */ move, /** @type {any} */ looks) => {
    const [dx, dy] = ["x", "y"].map((axis, k) => {
      return pen.panel[axis](here[k] + move[k]) - pen.panel[axis](here[k]);
    });
    pen.arrow(here, dx, dy, looks);
  };
  arrow(step(points), { color: data, edge: rim, width: 6 });
  const rows = run.batches[m];
  if (rows) arrow(step(rows.map((k) => points[k])), { color: batch, edge, width: 3 });
}

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
