// One update in numbers: the rows of its batch with prediction, residual and gradient, their mean,
// and θ before and after. What travels is in first_updates.py. Products of two numbers, a mean and
// a step are all the arithmetic there is; tests/page/test_inspector.py holds it to Python.

const NOBODY = 2 ** 32 - 1;

const dot = (one, other) => one.reduce((sum, value, k) => sum + value * other[k], 0);
const meanOf = (vectors) =>
  vectors[0].map((_, k) => vectors.reduce((sum, vector) => sum + vector[k], 0) / vectors.length);
const minus = (one, other, factor = 1) => one.map((value, k) => value - factor * other[k]);

// The first updates of the runs of one packing.
class FirstUpdates {
  /** @param {Model} model @param {Packing} packing */
  constructor(model, packing) {
    const read = (Type, name) => numbers(Type, model.get(name));
    /** @type {FirstLayout} */
    this.layout = /** @type {any} */ (packing.first);
    this.start = packing.start;
    this.n_rates = Math.max(1, model.get("learning_rates").length);
    this.n_samples = model.get("n_samples");
    this.rates = model.get("learning_rates");
    this.sizes = model.get("batch_sizes");
    this.params = read(Float64Array, "first_params");
    this.means = read(Float64Array, "first_means");
    this.table = read(Float64Array, "first_table");
    this.isWhole = this.layout.n_table === this.n_samples;
    this.rows = read(this.isWhole ? Uint16Array : Uint32Array, "first_rows");
    this.firsts = offsets(this.layout.n);
    /** @type {Map<string, number[][]>} */
    this.paths = new Map();
  }

  // Which epoch an update belongs to, its batch there, and how many rows that has.
  place(j, update) {
    const [b, rows] = [this.sizes[j], this.layout.rows_per_epoch[j]];
    const n_batches = Math.ceil(rows / b);
    const [epoch, k] = [Math.floor((update - 1) / n_batches), (update - 1) % n_batches];
    return { epoch, k, n_batches, b, n_rows: Math.min(b, rows - k * b), n_read: rows };
  }

  has(j, update) {
    return update >= 1 && update <= this.layout.n[j];
  }

  // The samples of a batch, as places in the table: all of them, or the first few.
  /** @returns {number[]} */
  batch(j, update) {
    const { few } = this.layout;
    const { epoch, k, b, n_rows } = this.place(j, update);
    if (!this.isWhole) {
      const first = few * (this.firsts[j] + update - 1);
      return [...this.rows.subarray(first, first + few)].filter((row) => row !== NOBODY);
    }
    const all = Array.from({ length: n_rows }, (_, row) => row);
    if (b === this.n_samples && this.layout.is_ordered) return all;
    const first = epoch * this.n_samples + k * b;
    return all.map((row) => this.rows[first + row]);
  }

  // How many rows of the data the epoch has not read after an update; null where nobody knows.
  unseen(j, update) {
    const { epoch, k, b, n_rows } = this.place(j, update);
    const n_read = k * b + n_rows;
    if (this.layout.is_ordered) return this.n_samples - n_read;
    if (!this.isWhole || !this.has(j, update)) return null;
    const first = epoch * this.n_samples;
    return this.n_samples - new Set(this.rows.subarray(first, first + n_read)).size;
  }

  // One sample of the table at a θ.
  sample(k, params) {
    const { rule, names } = this.layout;
    const width = names.length + 2;
    const [row, ...values] = this.table.subarray(k * width, (k + 1) * width);
    const [x, y] = [values.slice(0, -1), values[values.length - 1]];
    if (!rule) return { row, x, y, prediction: null, residual: null, gradient: null };
    const z = dot(x, params);
    const prediction = rule.kind === "logistic" ? 1 / (1 + Math.exp(-z)) : z;
    const residual = prediction - y;
    const gradient = x.map((value) => rule.factor * residual * value);
    return { row, x, y, prediction, residual, gradient };
  }

  // θ after so many updates.
  /** @returns {number[]} */
  theta(i, j, update) {
    if (update === 0) return this.start;
    if (!this.params.length) return this.walked(i, j, update);
    return this.sent(this.params, i, j, update);
  }

  sent(values, i, j, update) {
    const p = this.start.length;
    const first = p * (this.n_rates * this.firsts[j] + i * this.layout.n[j] + update - 1);
    return [...values.subarray(first, first + p)];
  }

  // Plain gradient descent on a model that the page knows.
  walked(i, j, update) {
    const key = `${i},${j}`;
    const path = this.paths.get(key) ?? [this.start];
    this.paths.set(key, path);
    while (path.length <= update) {
      const here = path[path.length - 1];
      path.push(minus(here, this.meanOfAll(j, path.length, here), this.rates[i]));
    }
    return path[update];
  }

  meanOfAll(j, update, params) {
    return meanOf(this.batch(j, update).map((k) => this.sample(k, params).gradient));
  }

  // The mean gradient of an update: of its rows, or sent, or from the step that it makes.
  mean(i, j, update, [before, after]) {
    const isKnown = this.isWhole || this.place(j, update).n_rows <= this.layout.few;
    if (this.layout.rule && isKnown) return this.meanOfAll(j, update, before);
    if (this.means.length) return this.sent(this.means, i, j, update);
    return minus(before, after).map((step) => step / this.rates[i]);
  }

  /** @returns {Inspected} */
  look(i, j, update) {
    const [before, after] = [update - 1, update].map((count) => this.theta(i, j, count));
    const shown = this.layout.names.length ? this.batch(j, update).slice(0, this.layout.few) : [];
    return {
      update,
      samples: shown.map((k) => this.sample(k, before)),
      n_rows: this.place(j, update).n_rows,
      mean: this.mean(i, j, update, [before, after]),
      before,
      after,
      unseen: this.unseen(j, update),
    };
  }
}

// What the kernel answered, in the same form.
/** @param {any} answer @returns {Inspected} */
function fromKernel(answer) {
  const { rows, features, targets, predictions, gradients } = answer;
  const value = (number) => number ?? Number.NaN;
  const samples = rows.map((row, k) => ({
    row,
    x: (features[k] ?? []).map(value),
    y: value(targets[k]),
    prediction: value(predictions[k]),
    residual: value(predictions[k]) - value(targets[k]),
    gradient: (gradients[k] ?? []).map(value),
  }));
  const [mean, before, after] = [answer.mean, answer.before, answer.after].map((one) =>
    one.map(value),
  );
  return { ...answer, samples, mean, before, after };
}
