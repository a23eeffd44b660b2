// The line lab's points: dragged, added, removed, pasted; and its start, which is put elsewhere.

const GRIP = { mouse: 14, pen: 16, touch: 26 }; // pixels
const MOST_UNDONE = 100;
const CHOICE = { after: 1, before: -1 };

// Axes and sliders that belong to new points.
/** @param {Model} model @param {Place[]} points @param {number | null} wanted */
function batchTraits(model, points, wanted = null) {
  const sizes = model.get("batch_sizes");
  const b = wanted ?? sizes[model.get("batch_size_index")];
  const isSame = sizes[sizes.length - 1] === points.length;
  const batch_sizes = isSame ? sizes : batchSizesOf(points.length);
  return { batch_sizes, batch_size_index: closestTo(batch_sizes, b) };
}

/** @param {Model} model @param {Place[]} points */
function freshTraits(model, points, hasTruth) {
  const rates = ratesOf(model.get("base_rates"), points);
  const now = model.get("learning_rates")[model.get("learning_rate_index")];
  const truth = hasTruth ? model.get("true_params") : null;
  return {
    view: viewOf(points, model.get("start"), truth),
    learning_rates: rates,
    learning_rate_index: closestTo(rates, now),
  };
}

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

// [x, y] of each line; or the word for what is wrong, and where. A first line of names is skipped.
/** @param {string} text @returns {any} */
function readColumns(text, largest) {
  const points = [];
  for (const [k, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (!line.trim()) continue;
    const given = line.trim().slice(0, 40);
    const row = cells(line.trim()).map(numberIn);
    const isNames = points.length === 0 && k === 0 && row.every(Number.isNaN);
    if (isNames && row.length === 2 && !/^\W*(nan|inf)/i.test(given)) continue;
    if (row.length !== 2 || !row.every(Number.isFinite)) {
      return { word: "bad_line", line: k + 1, given };
    }
    if (row.some((value) => Math.abs(value) > largest))
      return { word: "bad_size", line: k + 1, given };
    points.push(row);
  }
  return { points };
}

// Tabs and semicolons leave the comma to decimals.
/** @param {string} line @returns {string[]} */
function cells(line) {
  if (/[\t;]/.test(line)) return line.split(/\s*[\t;]\s*/).map((cell) => cell.replace(",", "."));
  return line.split(/\s*,\s*|\s+/);
}

/** @param {string} cell */
function numberIn(cell) {
  const bare = cell.replace(/^"(.*)"$/, "$1").replace("−", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(bare) ? Number(bare) : NaN;
}

// The point under the pointer, or null.
/** @param {LineControls} lab @param {Tile} tile */
function pointAt(lab, { canvas, panel }, event) {
  const frame = canvas.getBoundingClientRect();
  const [px, py] = [event.clientX - frame.left, event.clientY - frame.top];
  const far = lab.points.map(([x, y]) => Math.hypot(panel.x(x) - px, panel.y(y) - py));
  const nearest = far.indexOf(Math.min(...far));
  return far[nearest] <= (GRIP[event.pointerType] ?? GRIP.touch) ? nearest : null;
}

// The place under the pointer, held within the axes.
/** @param {Tile} tile @returns {Place} */
function placeWithin({ canvas, panel }, event) {
  const frame = canvas.getBoundingClientRect();
  const { x, y, width, height } = panel.rect;
  const held = (value, low, size) => Math.max(low, Math.min(low + size, value));
  return panel.valueAt(
    held(event.clientX - frame.left, x, width),
    held(event.clientY - frame.top, y, height),
  );
}

/** @param {View} view @param {Tile} tile */
function preparePoints(view, tile) {
  const { canvas, node, panel } = tile;
  const lab = () => /** @type {any} */ (view.own);
  makeReachable(view, tile, "edit_points");
  canvas.classList.add("editable");
  // A finger on a point drags it; elsewhere it scrolls the page.
  canvas.addEventListener(
    "touchstart",
    (event) => {
      const [touch] = event.changedTouches;
      const { clientX, clientY } = touch;
      const isOn = pointAt(lab(), tile, { clientX, clientY, pointerType: "touch" }) !== null;
      if (isOn) event.preventDefault();
    },
    { passive: false },
  );
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const k = pointAt(lab(), tile, event);
    lab().choose(k);
    if (k !== null) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const isHeld = canvas.hasPointerCapture(event.pointerId) && lab().chosen !== null;
    if (isHeld && event.buttons === 1) lab().move(lab().chosen, placeWithin(tile, event));
  });
  canvas.addEventListener("pointerup", () => lab().settle());
  canvas.addEventListener("click", (event) => {
    const place = placeOf(event, canvas, panel);
    const isEmpty = lab().chosen === null && pointAt(lab(), tile, { ...where(event) }) === null;
    if (place && isEmpty) lab().add(place);
  });
  canvas.addEventListener("keydown", (event) => editByKey(lab(), event));
  canvas.addEventListener("blur", () => lab().settle());
  node.addEventListener("dragover", (event) => event.preventDefault());
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    file?.text().then((text) => lab().take(text));
  });
}

// A click has the place, but not always the kind of pointer.
const where = ({ clientX, clientY, pointerType = "mouse" }) => ({ clientX, clientY, pointerType });

/** @param {View} view @param {Tile} tile */
function makeReachable(view, { canvas }, hint) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-description", view.model.get("words")[hint]);
  for (const [name, value] of Object.entries(KEEP_KEYS)) canvas.setAttribute(name, value);
}

/** @type {Record<string, Place>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

// One press is a hundredth of the axis, with Shift a tenth.
/** @param {Place} place @param {number[][]} limits @returns {Place} */
function pushed(place, limits, event) {
  const share = event.shiftKey ? 0.1 : 0.01;
  return place.map((value, k) => {
    const [low, high] = limits[k];
    const next = value + ARROWS[event.key][k] * share * (high - low);
    return Math.max(low, Math.min(high, next));
  });
}

/** @param {LineControls} lab */
function editByKey(lab, event) {
  const { key } = event;
  if (key === "Tab") {
    const next = lab.nextPoint(event.shiftKey ? CHOICE.before : CHOICE.after);
    lab.choose(next);
    if (next === null) return; // on to the next control
  } else if (key === "Escape") {
    lab.choose(null);
    lab.view.root.focus();
  } else if (lab.chosen === null) return;
  else if (ARROWS[key]) {
    lab.move(lab.chosen, pushed(lab.points[lab.chosen], lab.model.get("view").data, event));
  } else if (key === "Delete" || key === "Backspace") lab.remove();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The start follows the pointer, and the arrow keys.
/** @param {View} view @param {Tile} tile */
function prepareStart(view, tile) {
  const { canvas } = tile;
  const put = (start) => view.playback.set({ start });
  makeReachable(view, tile, "edit_start");
  canvas.classList.add("startable");
  canvas.addEventListener("click", (event) => {
    const place = placeOf(event, canvas, tile.panel);
    if (place) put(place);
  });
  canvas.addEventListener("pointerdown", ({ pointerType, pointerId }) => {
    if (pointerType !== "touch") canvas.setPointerCapture(pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const isHeld = event.buttons === 1 && canvas.hasPointerCapture(event.pointerId);
    if (isHeld) put(placeWithin(tile, event));
  });
  canvas.addEventListener("keydown", (event) => {
    if (!ARROWS[event.key]) return;
    put(pushed(view.model.get("start"), view.model.get("view").params, event));
    event.preventDefault();
    event.stopPropagation();
  });
}
