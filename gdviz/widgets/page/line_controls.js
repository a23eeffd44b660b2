// What the line lab has beside sliders and play bar: numbers, buttons, the reader's own data.

const MOST_UNDONE = 100;

// What the lab has beside sliders and play bar, and what happens to the points.
class LineControls {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.model = view.model;
    this.words = view.model.get("words");
    /** @type {number | null} */
    this.chosen = null;
    /** @type {any[]} */
    this.before = [];
    this.remark = "";
    this.facts = this.words.facts.map(() => make("dd"));
    this.labels = this.words.facts.map((text) => make("dt", {}, text));
    this.said = make("p", { class: "gdviz-said" });
    this.nodes = [this.makeFacts(), this.said, this.makeButtons(), this.makeOwnData()];
  }

  makeFacts() {
    const pairs = this.facts.map((fact, k) => make("div", {}, this.labels[k], fact));
    return make("dl", { class: "gdviz-facts" }, ...pairs);
  }

  makeButtons() {
    const { words } = this;
    const button = (name, act) => makeButton(words[name], words[[name, "hint"].join("_")], act);
    this.removal = button("remove", () => this.remove());
    this.undoing = button("undo", () => this.undo());
    return make(
      "div",
      { class: "gdviz-row" },
      button("another", () => this.another()),
      button("one_outlier", () => this.outlier()),
      button("add", () => this.add(this.emptyPlace())),
      this.removal,
      this.undoing,
      button("fit_view", () => this.fitView()),
    );
  }

  makeOwnData() {
    const { words } = this;
    const id = newId();
    this.text = make("textarea", {
      ...{ id, rows: 4, placeholder: words.own_data_example, spellcheck: "false", ...KEEP_KEYS },
    });
    const file = make("input", {
      ...{ type: "file", "aria-label": words.file, ...KEEP_KEYS },
      onchange: () => file.files[0]?.text().then((text) => this.take(text)),
    });
    const use = makeButton(words.use, "", () => this.take(this.text.value));
    return make(
      "details",
      { class: "gdviz-own" },
      make("summary", KEEP_KEYS, words.own_data),
      make("label", { for: id }, words.own_data_label),
      this.text,
      make("div", { class: "gdviz-row" }, use, make("span", {}, words.file), file),
    );
  }

  /** @returns {Place[]} */
  get points() {
    return this.model.get("points");
  }

  // New points. What was there comes back with Undo; one drag is undone as one.
  /** @param {Place[]} points */
  put(points, more = {}, act = "") {
    this.keep(act);
    this.remark = "";
    const sliders = batchTraits(this.model, points);
    this.view.playback.set({ ...sliders, points, ...more });
  }

  keep(act) {
    if (act && act === this.act) return;
    this.act = act;
    this.before.push({ points: this.points, has_truth: this.model.get("has_truth") });
    this.before.splice(0, this.before.length - MOST_UNDONE);
  }

  undo() {
    const before = this.before.pop();
    if (!before) return;
    this.act = "";
    this.remark = "";
    const { points, has_truth } = before;
    const fit = this.isShown(points) ? {} : freshTraits(this.model, points, has_truth);
    this.choose(null);
    this.view.playback.set({ ...batchTraits(this.model, points), ...before, ...fit });
  }

  isShown(points) {
    return isInView(this.model.get("view"), points, this.model.get("start"));
  }

  // The sample that belongs to what the sliders stand at now.
  /** @param {Place[]} points */
  sampled(points, act) {
    this.keep(act);
    this.remark = "";
    this.choose(null);
    const fit = this.isShown(points) ? {} : freshTraits(this.model, points, true);
    return { ...batchTraits(this.model, points), points, has_truth: true, ...fit };
  }

  another() {
    const width = this.model.get("most_points");
    const n = numbers(Float32Array, this.model.get("normals")).length / width;
    const draw = (this.model.get("draw") + 1) % n;
    const points = drawnPoints(this.model, { draw });
    this.view.playback.set({ draw, ...this.sampled(points, "") });
  }

  outlier() {
    const points = this.model.get("outlier");
    const fit = freshTraits(this.model, points, true);
    const slow = closestTo(fit.learning_rates, 0.05);
    this.choose(null);
    this.put(points, {
      ...{ ...fit, has_truth: true, learning_rate_index: slow },
      sample_size_index: closestTo(this.model.get("sample_sizes"), points.length),
      ...batchTraits(this.model, points, 1),
    });
    this.remark = "outlier_does";
    this.view.draw();
  }

  // Axes that show all, where a point, θ* or the start is outside of them.
  settle() {
    this.act = "";
    if (!this.isShown(this.points)) this.fitView();
  }

  fitView() {
    const hasTruth = this.model.get("has_truth");
    this.view.playback.set(freshTraits(this.model, this.points, hasTruth));
  }

  /** @param {number | null} k */
  choose(k) {
    this.chosen = k;
    this.view.draw();
  }

  /** @param {Place} place */
  move(k, place) {
    this.put(
      this.points.map((point, i) => (i === k ? place : point)),
      {},
      `drag-${k}`,
    );
  }

  /** @param {Place} place */
  add(place) {
    const n = this.points.length;
    if (n >= this.model.get("most_points")) return this.refuse("bad_count", { n: n + 1 });
    this.put([...this.points, place]);
    this.choose(n);
  }

  remove() {
    const [k, n] = [this.chosen, this.points.length];
    if (k === null) return;
    if (n <= 2) return this.refuse("bad_count", { n: n - 1 });
    this.put(this.points.filter((_, i) => i !== k));
    this.choose(null);
  }

  // Near the middle of the axes, so that several added ones do not hide each other.
  /** @returns {Place} */
  emptyPlace() {
    const shift = 0.5 + 0.08 * ((this.points.length % 9) - 4);
    return this.model.get("view").data.map(([low, high]) => low + shift * (high - low));
  }

  refuse(word, fields) {
    const most = word === "bad_size" ? this.model.get("largest") : this.model.get("most_points");
    const text = fill(this.words[word], { most: grouped(most), ...fields });
    this.view.playback.say(text);
  }

  // Two columns of text. What cannot be read is said, and the points stay.
  /** @param {string} text */
  take(text) {
    const found = readColumns(text, this.model.get("largest"));
    if (found.word) return this.refuse(found.word, found);
    const { points } = found;
    const n = points.length;
    if (n < 2 || n > this.model.get("most_points")) return this.refuse("bad_count", { n });
    this.choose(null);
    this.put(points, { has_truth: false, ...freshTraits(this.model, points, false) });
    this.view.playback.say(fill(this.words.taken, { n }));
  }

  // The place of the chosen point, for the ear.
  saying() {
    const point = this.points[this.chosen ?? -1];
    if (!point) return "";
    const [x, y] = point.map((value) => brief(value));
    const k = this.fromLeft().indexOf(/** @type {number} */ (this.chosen)) + 1;
    return fill(this.words.chosen, { k, n: this.points.length, x, y });
  }

  // The points' numbers, from left to right.
  fromLeft() {
    const { points } = this;
    return points.map((_, k) => k).sort((a, b) => points[a][0] - points[b][0]);
  }

  // A point by its place among all, from left to right.
  nextPoint(step) {
    const order = this.fromLeft();
    const here = this.chosen === null ? (step > 0 ? -1 : order.length) : order.indexOf(this.chosen);
    return order[here + step] ?? null;
  }

  /** @param {Scene} scene */
  show({ model, runs, run }) {
    const { words } = this;
    if (this.chosen !== null && this.chosen >= this.points.length) this.chosen = null;
    this.removal.disabled = this.chosen === null || this.points.length <= 2;
    this.undoing.disabled = this.before.length === 0;
    const { minimum, curvature, data, lossAt } = /** @type {any} */ (runs);
    const truth = model.get("has_truth") ? lossAt.call(runs, model.get("true_params")) : NaN;
    const { b } = /** @type {any} */ (run);
    const [all, limit] = [data.length, b].map((size) =>
      format(/** @type {any} */ (runs).limit(size)),
    );
    const kappa = format(curvature.large / curvature.small);
    const values = [data.length, kappa, all, limit, format(minimum.loss), format(truth)];
    for (const [k, value] of values.entries()) setText(this.facts[k], String(value));
    setText(this.labels[3], fill(words.facts[3], { b }));
    const best = format(minimum.loss);
    const x = brief(Math.max(...data.map((point) => point[0])));
    const fields = { truth: format(truth), best, n: data.length, x, all, limit };
    setText(this.said, fill(words[this.remark || sentenceFor(truth, minimum.loss)], fields));
  }
}

function sentenceFor(truth, best) {
  if (Number.isNaN(truth)) return "no_truth";
  return truth > best + 1e-12 ? "noise_fitted" : "no_noise";
}
