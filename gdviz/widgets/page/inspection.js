// The step inspector on the page: the line of code that runs, its numbers in a table, the epoch.

// Something that can be unfolded; it is only drawn while it is open.
/** @param {View} view @returns {Fold} */
function makeFold(view, name, title, nodes, draw) {
  const ontoggle = () => view.draw();
  const summary = make("summary", KEEP_KEYS, title);
  const node = make("details", { ontoggle }, summary, ...nodes);
  node.classList.add("gdviz-fold", name);
  return { node, show: (scene) => node.open && draw(scene) };
}

class Inspection {
  /** @param {View} view */
  constructor(view) {
    this.playback = view.playback;
    this.model = view.model;
    this.words = view.controls.words;
    this.title = make("p", { class: "gdviz-title" });
    this.table = make("table");
    this.strip = new Strip(view);
    this.shown = "";
    const region = { class: "gdviz-scroll", role: "region", tabindex: 0 };
    const scroll = make("div", { ...region, "aria-label": this.words.inspector }, this.table);
    const beside = make("div", { class: "gdviz-beside" }, scroll, this.code());
    const nodes = [this.title, beside, this.strip.node];
    const { node, show } = makeFold(view, "inspector", this.words.inspector, nodes, this.draw);
    this.node = node;
    this.show = show;
  }

  /** @returns {FirstLayout} */
  get layout() {
    return firstUpdates(this.model, this.playback.runs).layout;
  }

  // The algorithm; of its lines the last is the one that an update runs.
  code() {
    const lines = this.words.code;
    const isLast = (k) => k === lines.length - 1;
    const line = (text, k) =>
      make("code", isLast(k) ? { class: "runs", "aria-current": "step" } : {}, text);
    return make(
      "pre",
      { class: "gdviz-code" },
      ...lines.flatMap((text, k) => [line(text, k), "\n"]),
    );
  }

  /** @param {Scene} scene */
  draw = (scene) => {
    const { run, m } = scene;
    const { version } = this.playback.runs.packing;
    const update = run.step[m] + 1;
    const isOver = m >= run.last;
    const found = isOver ? null : this.find(run, update);
    const said = isOver
      ? fill(this.words.run_ends, { n: counted(run.step[run.last]) })
      : this.title_of(run, update, found);
    setText(this.title, said);
    const known = found ? found.samples[0]?.prediction : "nothing";
    const key = [version, run.i, run.j, update, isOver, known].join(" ");
    if (key !== this.shown) this.fillTable(found);
    this.shown = key;
    this.strip.draw(run.j, isOver ? update - 1 : update, found?.unseen ?? null);
  };

  // The numbers of an update: of those that the page has, or asked for.
  /** @param {Run} run @returns {Inspected | null} */
  find({ i, j, runs }, update) {
    const first = firstUpdates(this.model, runs);
    const own = first.has(j, update) ? first.look(i, j, update) : null;
    if (own && (first.layout.rule || !own.samples.length)) return own;
    return this.answered(i, j, update, runs) ?? own;
  }

  // What the kernel answered about an update; it is asked once, and when the marker rests.
  answered(i, j, update, { packing: { version } }) {
    const answer = this.model.get("inspected");
    const isOf = (one) => one.i === i && one.j === j && one.update === update;
    if (answer?.version === version && isOf(answer)) return fromKernel(answer);
    const wish = `${version} ${i} ${j} ${update}`;
    if (!this.model.get("playing") && wish !== this.wish && this.playback.hasKernel()) {
      this.wish = wish;
      this.playback.ask({ asked_update: [i, j, update] });
    }
    return null;
  }

  title_of({ j, runs }, update, found) {
    const { words } = this;
    const title = fill(words.inspected, { update: counted(update) });
    const first = firstUpdates(this.model, runs);
    const isWhole = found && (first.layout.rule || !found.samples.length || !first.has(j, update));
    if (isWhole) return title;
    const waits = this.playback.hasKernel() ? words.inspect_waits : "";
    const later = fill(words.inspect_later, { n: counted(first.layout.n[j] + 1) });
    const note = waits || (found ? words.model_unknown : later);
    return fill(words.spoken, { all: title, note });
  }

  /** @param {Inspected | null} found */
  fillTable(found) {
    const rows = found ? [this.head(found), ...this.body(found), ...this.foot(found)] : [];
    this.table.replaceChildren(...rows);
  }

  // Features are named by Python; a column of ones has no name, and is not shown.
  named() {
    return this.layout.names.map((name, k) => ({ name, k })).filter((one) => one.name);
  }

  head({ samples }) {
    const { columns } = this.words;
    const params = this.model.get("param_names");
    const seen = samples.length
      ? [
          columns.row,
          ...this.named().map(({ name }) => name),
          columns.target,
          columns.prediction,
          columns.residual,
          ...params.map((name) => fill(columns.gradient, { name })),
        ]
      : ["", ...params];
    return make("tr", {}, ...seen.map((name) => make("th", { scope: "col" }, name)));
  }

  body({ samples, n_rows }) {
    const named = this.named();
    const rows = samples.map(({ row, x, y, prediction, residual, gradient }) => {
      const params = this.model.get("param_names");
      const features = named.map(({ k }) => x[k]);
      const slopes = gradient ?? params.map(() => null);
      return this.row(String(row), [...features, y, prediction, residual, ...slopes]);
    });
    const n = n_rows - samples.length;
    const gap = Array(named.length + 3 + this.model.get("param_names").length).fill("");
    if (samples.length && n) {
      rows.push(this.row(fill(this.words.and_more, { n: counted(n) }), gap));
    }
    return rows;
  }

  // Under the columns of the gradient: their mean, the step, and where it leads.
  foot({ samples, n_rows, mean, before, after }) {
    const { words, model } = this;
    const rate = model.get("learning_rates")[model.get("learning_rate_index")];
    const isPlain = this.layout.is_plain;
    const gap = samples.length ? Array(3 + this.named().length).fill("") : [];
    const line = (text, values) => this.row(text, [...gap, ...values]);
    const average = samples.length
      ? fill(words.mean_of, { n: counted(n_rows) })
      : words.gradient_here;
    return [
      line(average, mean),
      line(words.scaled, minus(mean, mean, 1 - rate)),
      ...(isPlain ? [] : [line(words.moved, minus(before, after))]),
      line(words.before, before),
      line(words.after, after),
    ];
  }

  row(name, values) {
    const cells = values.map((value) => make("td", {}, value === "" ? "" : number(value)));
    return make("tr", {}, make("th", { scope: "row" }, name), ...cells);
  }
}

const DIGITS = 4;
const number = (value) => (value === null ? "–" : format(value, DIGITS));

// One for each packing.
/** @param {Model} model @param {Runs} runs @returns {FirstUpdates} */
function firstUpdates(model, runs) {
  runs.firstUpdates ??= new FirstUpdates(model, runs.packing);
  return runs.firstUpdates;
}

folds.push((view) => (view.playback.runs.packing?.first ? new Inspection(view) : null));
