// Reads the runs that codec.py packed. A run is decoded when it is first shown.

const OFF = 65535; // a place too far away to be drawn, or a loss that is not finite

// A buffer may start anywhere in its message; typed arrays want it aligned, so it is copied.
function numbers(Type, view) {
  if (!view?.byteLength) return new Type(0);
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function offsets(lengths) {
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1) + length);
  return starts;
}

class Runs {
  constructor(model) {
    Object.assign(this, model.get("packing"));
    this.starts = offsets(this.n_records);
    this.n_rates = Math.max(1, model.get("learning_rates").length);
    this.known = new Map();
    this.positions = numbers(Uint16Array, model.get("positions"));
    this.losses = numbers(Uint16Array, model.get("losses"));
    this.gradients = numbers(Uint8Array, model.get("gradients"));
    this.slopes = numbers(Float32Array, model.get("slopes"));
    this.clock = numbers(Float32Array, model.get("clock"));
    this.lit = numbers(Uint8Array, model.get("lit"));
    this.points = numbers(Float32Array, model.get("points"));
    this.fanPositions = numbers(Uint16Array, model.get("fan_positions"));
    this.secondsPerUpdate = model.get("seconds_per_update");
  }

  // Where the records of one run begin, in records: racer, then batch size, then learning rate.
  first(racer, j, i) {
    return this.n_rates * (racer * this.starts.at(-1) + this.starts[j]) + i * this.n_records[j];
  }

  has(i, j) {
    return i in Array(this.n_rates).fill() && j in this.n_records;
  }

  nth(racer, j, i) {
    return (racer * this.n_records.length + j) * this.n_rates + i;
  }

  run(i, j, racer = 0) {
    const key = [i, j, racer].join();
    if (!this.known.has(key)) this.known.set(key, this.decode(i, j, racer));
    return this.known.get(key);
  }

  decode(i, j, racer) {
    const n = this.n_records[j];
    const first = this.first(racer, j, i);
    const run = { i, j, racer, n, first, runs: this, ...this.times(j) };
    run.at = this.range.map((_, axis) => this.places(this.positions, first, n, axis));
    run.loss = this.decodeLosses(first, n);
    // A run that comes back below its limit has not diverged.
    const limit = this.diverged_above[this.nth(racer, j, i)] ?? this.diverged_above;
    const gone = run.loss.findLastIndex((loss) => loss <= limit) + 1;
    run.diverged = gone < n ? run.step[gone] : null;
    run.last = Math.min(gone, n - 1);
    return run;
  }

  // One coordinate of the places that n codes stand for.
  places(codes, first, n, axis) {
    const [low, high] = this.range[axis];
    const step = (high - low) / (OFF - 1);
    return Float64Array.from({ length: n }, (_, m) => {
      const code = codes[(first + m) * this.n_params + axis];
      return code === OFF ? NaN : low + code * step;
    });
  }

  decodeLosses(first, n) {
    const [low, high] = this.loss_range;
    const step = (high - low) / (OFF - 1);
    return Float64Array.from(this.losses.subarray(first, first + n), (code) => {
      if (code === OFF) return NaN;
      return this.loss_is_log ? 10 ** (low + code * step) : low + code * step;
    });
  }

  times(j) {
    const column = (k) =>
      Float32Array.from(
        { length: this.n_records[j] },
        (_, m) => this.clock[3 * (this.starts[j] + m) + k],
      );
    const step = column(0);
    const seconds = step.map((value) => value * (this.secondsPerUpdate[j] ?? 0));
    return { step, epoch: column(1), samples_seen: column(2), seconds };
  }

  // Unit-free: the angle is measured with both axes of the panel scaled to the same length.
  arrow(run, m, which) {
    const k = (run.first + m) * 4 + 2 * which;
    if (!(k + 1 < this.gradients.length)) return null;
    return { angle: (this.gradients[k] / 256) * 2 * Math.PI, length: this.gradients[k + 1] / 255 };
  }

  slope(run, m) {
    return this.slopes.length ? this.slopes[run.first + m] : NaN;
  }

  // The samples of the next mini-batch, as indices into `points`.
  batch(run, m) {
    const [kind, width, start, row] = this.batches[run.j] ?? ["none"];
    const shown = Array.from({ length: this.n_shown }, (_, k) => k);
    if (kind === "none" || kind === "all") return kind === "all" ? shown : [];
    const codes = this.lit.subarray(start + m * width, start + (m + 1) * width);
    if (kind === "bits") return shown.filter((k) => (codes[k >> 3] >> (7 - (k & 7))) & 1);
    const numbers = Array.from(
      { length: width / 2 },
      (_, k) => codes[2 * k] + 256 * codes[2 * k + 1],
    );
    return numbers.filter((number) => number !== OFF).map((number) => row + number);
  }

  // Paths of other seeds up to an update: a list of lists of places.
  fan(i, j, upTo) {
    if (!this.fanPositions.length) return [];
    const steps = this.fan_steps[j];
    const kept = steps.filter((step) => step <= upTo).length;
    const starts = offsets(this.fan_steps.map((list) => list.length));
    const first = this.n_rates * this.n_seeds * starts[j] + i * this.n_seeds * steps.length;
    const path = (k) => this.fanPath(first + k * steps.length, kept);
    return Array.from({ length: this.n_seeds }, (_, k) => path(k));
  }

  fanPath(first, n) {
    const axes = this.range.map((_, axis) => this.places(this.fanPositions, first, n, axis));
    return Array.from({ length: n }, (_, m) => axes.map((axis) => axis[m]));
  }
}
