// Reads the runs that codec.py packed. A run is decoded when it is first shown.

// A buffer may start anywhere in its message; typed arrays want it aligned, so it is copied.
function numbers(Type, view) {
  if (!view?.byteLength) return new Type(0);
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** @param {ArrayLike<number>} values @returns {Place[]} */
function pairs(values) {
  return Array.from({ length: values.length / 2 }, (_, k) => [values[2 * k], values[2 * k + 1]]);
}

function offsets(lengths) {
  const starts = [0];
  for (const length of lengths) starts.push(starts[starts.length - 1] + length);
  return starts;
}

class Runs {
  /** @param {Model} model */
  constructor(model) {
    const read = (Type, name) => numbers(Type, model.get(name));
    /** @type {Packing} */
    this.packing = model.get("packing");
    this.starts = offsets(this.packing.n_records);
    this.n_rates = Math.max(1, model.get("learning_rates").length);
    this.rates = model.get("learning_rates");
    this.sizes = model.get("batch_sizes");
    this.known = new Map();
    this.positions = read(Uint16Array, "positions");
    this.losses = read(Uint16Array, "losses");
    this.medians = read(Uint16Array, "median_losses");
    this.arrows = read(Uint32Array, "arrows");
    this.tips = read(Uint16Array, "tips");
    /** @type {Place[]} */
    this.far = pairs(read(Float32Array, "far"));
    /** @type {number[][] | null} */
    this.lone = null;
    this.slopes = read(Float32Array, "slopes");
    this.clock = read(Float32Array, "clock");
    this.lit = read(Uint8Array, "lit");
    this.points = read(Float32Array, "points");
    this.fit = read(Float32Array, "fit");
    this.networks = read(Int16Array, "networks");
    this.fanPositions = read(Uint16Array, "fan_positions");
    this.fanLosses = read(Uint16Array, "fan_losses");
    this.secondsPerUpdate = model.get("seconds_per_update") ?? [];
    /** @type {{rows: number[], at: string}} */
    this.lastBatch = { rows: [], at: "" };
    /** @type {{paths: Place[][], at: string}} */
    this.lastFan = { paths: [], at: "" };
  }

  // Where the records of one run begin, in records: racer, then batch size, then learning rate.
  first(racer, j, i) {
    const { starts, n_rates } = this;
    const { blocks, n_records } = this.packing;
    const before = blocks
      ? this.block(racer, j) * n_records[j]
      : racer * starts[starts.length - 1] + starts[j];
    return n_rates * before + i * n_records[j];
  }

  // Which block of equally long runs, one a rate: racers without β have the same one for each β.
  block(racer, j) {
    const k = racer * this.packing.n_records.length + j;
    return this.packing.blocks?.[k] ?? k;
  }

  // The model's output along x, for params at one place.
  /** @param {Place} place @returns {Place[]} */
  fitted(place) {
    const { fit, packing } = this;
    if (packing.fit?.kind === "table") return this.interpolated(place);
    const width = 1 + packing.n_params;
    const isLogistic = packing.fit?.kind === "logistic";
    return Array.from({ length: fit.length / width }, (_, row) => {
      let z = 0;
      for (let k = 0; k < place.length; k++) z += fit[row * width + 1 + k] * place[k];
      return [fit[row * width], isLogistic ? 1 / (1 + Math.exp(-z)) : z];
    });
  }

  // Of a model that the page does not know, between the places at which Python asked it; the
  // corners around a place have weights. Outside of the window nothing is known.
  interpolated(place) {
    const { x, n, window: limits } = /** @type {FitTable} */ (this.packing.fit);
    const along = limits.map(([low, high], axis) => ((place[axis] - low) / (high - low)) * (n - 1));
    if (!along.every((share) => share >= 0 && share <= n - 1)) return [];
    let corners = [{ at: 0, weight: 1 }];
    for (const share of along) {
      const cell = Math.min(Math.floor(share), n - 2);
      corners = corners.flatMap(({ at, weight }) => [
        { at: at * n + cell, weight: weight * (1 - share + cell) },
        { at: at * n + cell + 1, weight: weight * (share - cell) },
      ]);
    }
    const height = (k) =>
      corners.reduce((sum, { at, weight }) => sum + weight * this.fit[at * x.length + k], 0);
    return x.map((value, k) => [value, height(k)]);
  }

  has(i, j) {
    const isIndex = (index, n) => Number.isInteger(index) && index >= 0 && index < n;
    return isIndex(i, this.n_rates) && isIndex(j, this.packing.n_records.length);
  }

  // Runs are counted like their records: racer, then batch size, then learning rate.
  nth(racer, j, i) {
    return this.block(racer, j) * this.n_rates + i;
  }

  /** @returns {Run} */
  run(i, j, racer = 0) {
    const key = `${i},${j},${racer}`;
    if (!this.known.has(key)) this.known.set(key, this.decode(i, j, racer));
    return this.known.get(key);
  }

  /** @returns {Run} */
  decode(i, j, racer) {
    const { n_records, range } = this.packing;
    const n = n_records[j];
    const first = this.first(racer, j, i);
    const times = this.times(j);
    const at = range.map((_, axis) => this.places(this.positions, first, n, axis));
    const toward = this.directions(this.positions, first, n);
    if (at.length > 1) at[1] = at[1].map((value, m) => (Number.isNaN(at[0][m]) ? NaN : value));
    const loss = this.decodeLosses(this.losses, first, n);
    // A run that comes back below its limit has not diverged.
    const limit = this.limitOf(racer, j, i);
    const gone = loss.findLastIndex((value) => value <= limit) + 1;
    const diverged = gone < n ? times.step[gone] : null;
    const last = Math.min(gone, n - 1);
    return { i, j, racer, n, first, runs: this, ...times, at, toward, loss, diverged, last };
  }

  // The loss above which a run that ends there has diverged.
  limitOf(racer, j, i) {
    const { diverged_above: limits } = this.packing;
    return limits[this.nth(racer, j, i)] ?? limits;
  }

  // One coordinate of the places that n codes stand for.
  places(codes, first, n, axis) {
    const { range, n_params } = this.packing;
    const [low, high] = range[axis];
    const step = (high - low) / (FACTS.off - 1);
    return Float64Array.from({ length: n }, (_, m) => {
      const code = codes[(first + m) * n_params + axis];
      return code === FACTS.off ? NaN : low + code * step;
    });
  }

  // The angle of a place too far away to be packed, which stands where its second number would.
  directions(codes, first, n) {
    if (this.packing.range.length < 2) return new Float64Array(n).fill(NaN);
    return Float64Array.from({ length: n }, (_, m) => {
      const [near, turn] = [codes[2 * (first + m)], codes[2 * (first + m) + 1]];
      return near === FACTS.off && turn !== FACTS.off ? (turn / FACTS.off) * 2 * Math.PI : NaN;
    });
  }

  // The median over the seeds, where there are several, as if it were a run.
  median(i, j) {
    const n = this.packing.n_records[j];
    const loss = this.decodeLosses(this.medians, this.first(0, j, i), n);
    const gone = loss.findLastIndex((value) => value <= this.limitOf(0, j, i)) + 1;
    return { loss, diverged: gone < n ? gone : null, last: Math.min(gone, n - 1) };
  }

  decodeLosses(codes, first, n) {
    const { loss_range, loss_is_log } = this.packing;
    const [low, high] = loss_range;
    const step = (high - low) / (FACTS.off - 1);
    return Float64Array.from({ length: n }, (_, m) => {
      const code = codes[first + m];
      if (code === FACTS.off) return NaN;
      return loss_is_log ? 10 ** (low + code * step) : low + code * step;
    });
  }

  times(j) {
    const column = (k) =>
      Float32Array.from(
        { length: this.packing.n_records[j] },
        (_, m) => this.clock[3 * (this.starts[j] + m) + k],
      );
    const step = column(0);
    const seconds = step.map((value) => value * (this.secondsPerUpdate[j] ?? 0));
    return { step, epoch: column(1), samples_seen: column(2), seconds };
  }

  // The code of the arrows at a record; zero where there are none.
  /** @param {Run} run */
  arrow(run, m) {
    return this.arrows[run.first + m] ?? 0;
  }

  // Where the update after a record leads that has no record of its own.
  /** @param {Run} run @returns {Place | null} */
  tip({ i, j }, m) {
    this.lone ??= this.packing.n_records.map((_, size) => loneRecords(this.times(size).step));
    const lone = this.lone[j];
    const starts = offsets(this.lone.map(({ length }) => this.n_rates * length));
    const index = starts[j] + i * lone.length + lone.indexOf(m);
    if (!(index < this.tips.length / this.packing.n_params)) return null;
    return this.packing.range.map((_, axis) => this.places(this.tips, index, 1, axis)[0]);
  }

  /** @param {Run} run */
  slope(run, m) {
    return this.slopes.length ? this.slopes[run.first + m] : NaN;
  }

  // The samples of the next mini-batch, as indices into `points`.
  /** @param {Run} run @returns {number[]} */
  batch(run, m) {
    const at = `${run.j},${m}`;
    if (this.lastBatch.at !== at) this.lastBatch = { rows: this.decodeBatch(run.j, m), at };
    return this.lastBatch.rows;
  }

  decodeBatch(j, m) {
    const { batches, n_shown } = this.packing;
    const [kind, width, start, row] = batches[j] ?? ["none", 0, 0, 0];
    if (kind === "none") return [];
    const shown = Array.from({ length: n_shown }, (_, k) => k);
    if (kind === "all") return shown;
    const codes = this.lit.subarray(start + m * width, start + (m + 1) * width);
    if (kind === "bits") return shown.filter((k) => (codes[k >> 3] >> (7 - (k & 7))) & 1);
    const rows = Array.from({ length: width / 2 }, (_, k) => codes[2 * k] + 256 * codes[2 * k + 1]);
    return rows.filter((number) => number !== FACTS.off).map((number) => row + number);
  }

  get hasFan() {
    return this.fanPositions.length > 0;
  }

  // Paths of other seeds up to an update: a list of lists of places.
  fan(i, j, upTo) {
    const { fan_steps } = this.packing;
    if (!this.hasFan || !fan_steps) return [];
    const kept = fan_steps[j].filter((step) => step <= upTo).length;
    const at = `${i},${j},${kept}`;
    if (this.lastFan.at !== at) this.lastFan = { paths: this.decodeFan(i, j, kept), at };
    return this.lastFan.paths;
  }

  decodeFan(i, j, kept) {
    const { fan_steps = [], n_seeds = 0 } = this.packing;
    const n = fan_steps[j].length;
    const starts = offsets(fan_steps.map((steps) => steps.length));
    const first = n_seeds * (this.n_rates * starts[j] + i * n);
    return Array.from({ length: n_seeds }, (_, k) => this.fanPath(first + k * n, kept));
  }

  fanPath(first, n) {
    const axes = this.packing.range.map((_, axis) =>
      this.places(this.fanPositions, first, n, axis),
    );
    const isKnown = (m) => axes.every((axis) => Number.isFinite(axis[m]));
    return Array.from({ length: n }, (_, m) => axes.map((axis) => (isKnown(m) ? axis[m] : NaN)));
  }
}
