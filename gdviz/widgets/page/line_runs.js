// The runs of the line lab: worked out from the points on the screen (line.js).

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
