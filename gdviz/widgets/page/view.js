// One view: tiles, controls and words in the page. There may be several of one model.

class View {
  /** @param {Playback} playback @param {HTMLElement} el */
  constructor(playback, el) {
    this.playback = playback;
    this.model = playback.model;
    this.el = el;
    this.kind = kindOf(this.model);
    /** @type {Place | null} */
    this.wanted = null;
    this.isFitted = false;
    this.spoken = 0;
    this.url = "";
    const specs = this.model.get("panels");
    this.isStacked = specs.some(({ tile: [, , , height = 1] }) => height < 1);
    this.panels = specs.map((spec) => new Panel(spec, this.model.get("stage_size")));
    this.tiles = this.panels.map((panel) => this.makeTile(panel));
    this.controls = new Controls(this);
    this.own = this.kind.own?.(this);
    this.folds = folds.flatMap((makeFold) => makeFold(this) ?? []);
    this.root = this.makeRoot();
    el.append(this.root);
    this.watch();
    this.loaded();
    this.restyle();
  }

  makeRoot() {
    this.words = make("p", { class: "gdviz-words" });
    this.spread = make("p", { class: "gdviz-spread" });
    this.message = make("p", { class: "gdviz-message", hidden: true });
    this.live = make("p", { class: "gdviz-hidden", role: "status", "aria-live": "polite" });
    this.tiles[0].node.append(this.message);
    const { rows, note } = this.controls;
    const own = this.own?.nodes ?? [];
    const below = make(
      "div",
      { class: "gdviz-controls" },
      this.words,
      ...rows,
      ...(this.model.get("can_fan") ? [this.spread] : []),
      ...own,
      ...this.folds.map(({ node }) => node),
      ...note,
      this.live,
    );
    const picture = make("div", { class: "gdviz-picture" }, ...this.tiles.map(({ node }) => node));
    picture.style.gridTemplateColumns = this.columns();
    picture.style.setProperty("--most", `${1.35 * this.model.get("stage_size")[0]}px`);
    const grid = make("div", { class: "gdviz-grid" }, picture, below);
    const named = { role: "group", "aria-label": this.model.get("title"), tabindex: -1 };
    const onkeydown = (event) => this.onKey(event);
    return make("div", { class: "gdviz", ...named, ...KEEP_KEYS, onkeydown }, grid);
  }

  // The widths of the picture's columns; above each other, panels are of the same column.
  columns() {
    const widths = new Map(this.panels.map(({ tile: [left, width] }) => [left, width]));
    const inOrder = [...widths].sort(([a], [b]) => a - b);
    return inOrder.map(([, width]) => `${width}fr`).join(" ");
  }

  /** @param {Panel} panel @returns {Tile} */
  makeTile(panel) {
    const [left, width, top = 0, height = 1] = panel.tile;
    const [wide, high] = this.model.get("stage_size");
    const onload = () => this.draw();
    const image = make("img", { alt: "", draggable: "false", onload });
    const canvas = make("canvas", { role: "img" });
    const isHero = height === 1 && this.isStacked;
    const node = make("div", { class: `gdviz-tile${isHero ? " gdviz-hero" : ""}` }, image, canvas);
    node.style.aspectRatio = `${width * wide} / ${height * high}`;
    Object.assign(image.style, {
      width: `${100 / width}%`,
      height: `${100 / height}%`,
      left: `${(-100 * left) / width}%`,
      top: `${(-100 * top) / height}%`,
    });
    const tile = { node, image, canvas, panel };
    if (panel.name === this.kind.start) this.makeStartable(tile);
    const choice = this.kind.choose?.[panel.name];
    if (choice) this.makeChoosable(tile, choice);
    this.kind.prepare?.[panel.name]?.(this, tile);
    return tile;
  }

  // A click or a drag on the surface asks for runs from there.
  // A finger only taps: it may want to scroll.
  makeStartable({ canvas, panel }) {
    canvas.classList.add("startable");
    const ask = (event) => {
      const place = placeOf(event, canvas, panel);
      if (place) this.askStart(place.slice(0, this.model.get("param_names").length));
    };
    canvas.addEventListener("click", ask);
    canvas.addEventListener("pointerdown", ({ pointerType, pointerId }) => {
      if (pointerType !== "touch") canvas.setPointerCapture(pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const isHeld = event.buttons === 1 && canvas.hasPointerCapture(event.pointerId);
      if (isHeld && !this.playback.isWaiting()) ask(event);
    });
  }

  makeChoosable({ canvas, panel }, choice) {
    canvas.classList.add("clickable");
    canvas.addEventListener("click", (event) => {
      const place = placeOf(event, canvas, panel);
      if (place) this.playback.set(choice(this.model, place));
    });
  }

  askStart(start) {
    this.wanted = start;
    this.playback.ask({ start });
    this.draw();
  }

  // A run of one interactive's own is fitted by that.
  canFit() {
    return !this.kind.runs && this.panels.some(({ name }) => name === "params");
  }

  fit(isFitted) {
    this.isFitted = isFitted;
    this.draw();
  }

  askFan(isShown) {
    if (!isShown || this.playback.runs.hasFan) this.playback.set({ show_fan: isShown });
    else this.playback.ask({ show_fan: true });
    this.draw();
  }

  // What was asked for is there, or was refused.
  answered() {
    this.wanted = null;
    this.controls.start.show(this.playback.runs.packing.start);
  }

  onKey(event) {
    const { target, key } = event;
    const [isRange, isButton] = [
      target.type === "range",
      /^(BUTTON|SUMMARY)$/.test(target.tagName),
    ];
    if (!isRange && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    const { playback } = this;
    if (key === " " && !isButton)
      playback.toggle(); // space presses a button, and unfolds
    else if (key === "ArrowLeft" && !isRange) playback.jump(-1);
    else if (key === "ArrowRight" && !isRange) playback.jump(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The page may change its size or its looks at any time.
  watch() {
    const sizes = new ResizeObserver(() => this.draw());
    for (const { node } of this.tiles) sizes.observe(node);
    const unwatchTheme = watchTheme(() => this.restyle());
    this.unwatch = () => {
      sizes.disconnect();
      unwatchTheme();
    };
  }

  restyle() {
    const wanted = isDark(this.model, this.el) ? "dark" : "light";
    const other = wanted === "dark" ? "light" : "dark";
    const isThere = (name) => this.model.get(`stage_${name}`)?.byteLength > 0;
    if (!isThere(wanted) && this.playback.hasKernel() && !this.askedTheme) {
      this.askedTheme = true;
      this.playback.set({ asked_theme: wanted });
    }
    this.showStage(isThere(wanted) ? wanted : other);
    this.draw();
  }

  /** @param {"light" | "dark"} name */
  showStage(name) {
    const picture = this.model.get(`stage_${name}`);
    if (this.picture === picture) return;
    this.picture = picture;
    /** @type {Colors} */
    this.colors = this.model.get("palettes")[name];
    for (const [role, color] of Object.entries(this.colors)) this.setColor(role, color);
    this.root.style.colorScheme = name;
    URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
    for (const { image } of this.tiles) image.src = this.url;
  }

  setColor(role, color) {
    if (Array.isArray(color)) color.forEach((one, k) => this.setColor(`${role}-${k}`, one));
    else this.root.style.setProperty(`--${role}`, color);
  }

  loaded() {
    const specs = this.model.get("panels");
    for (const [k, panel] of this.panels.entries()) panel.set(specs[k]);
    this.controls.start.show(this.playback.runs.packing.start);
    this.words.dataset.room = roomInWords(this.model, this.playback.runs);
    this.draw();
  }

  // Everything the painters and the words need to know about this moment.
  /** @param {Colors} colors @returns {Scene} */
  scene(colors) {
    const { model } = this;
    const { chosen, run, ghost, position, runs } = this.playback;
    /** @type {Count} */
    const count = model.get("x_axis");
    const [m, glide] = momentOf(run, position);
    const end = Math.max(run[count][run.n - 1], ghost ? ghost[count][ghost.n - 1] : 0) || 1;
    return {
      model,
      runs,
      run,
      m,
      glide,
      ghost,
      count,
      end,
      showsFuture: model.get("show_future") ?? true,
      wanted: this.wanted,
      isFitted: this.isFitted,
      chosen: this.own?.chosen ?? null,
      runners: chosen.map((one, k) => runnerOf(one, position, looksOf(k, chosen.length, colors))),
      fan: model.get("show_fan") ? runs.fan(run.i, run.j, run.step[m]) : [],
      label: model.get("words").counts[count],
      target: model.get("target") ?? null,
      hasBatchLoss: Boolean(model.get("show_batch_loss") && model.get("batch_loss_factor")),
      points: (k) => [runs.points[2 * k], runs.points[2 * k + 1]],
      fit: (place) => runs.fitted(place),
    };
  }

  draw() {
    if (!this.root.clientWidth || !this.colors) return; // not on the page, or in a hidden tab
    const scene = this.scene(this.colors);
    for (const { canvas, panel, image } of this.tiles) {
      this.kind.painters[panel.name](new Pen(canvas, panel, this.colors, image), scene);
    }
    this.controls.show(scene, this.limit(scene));
    this.own?.show(scene);
    for (const fold of this.folds) fold.show(scene);
    this.showWords(scene);
  }

  // From which η on a run of this batch size leaves; null where nobody knows.
  /** @param {Scene} scene @returns {number | null} */
  limit(scene) {
    return this.kind.limit?.(scene) ?? limitOf(this.model);
  }

  /** @param {Scene} scene */
  showWords(scene) {
    const { model } = scene;
    /** @type {Words} */
    const words = model.get("words");
    const parts = { setting: setting(model), state: this.kind.state(scene) };
    const limit = this.limit(scene);
    const advice = model.get("advice");
    const spread = spreadInWords(scene);
    const note = together(limitInWords(model, limit), advice);
    const values = this.kind.key?.(scene) ?? [];
    const { message } = this.playback;
    const chosen = this.own?.saying() ?? "";
    const text = [parts.setting, parts.state, note, spread, message, chosen, ...values].join("\n");
    if (text === this.text) return;
    this.text = text;
    this.message.textContent = message;
    this.message.hidden = !message;
    for (const [k, value] of values.entries()) setText(this.controls.key.outputs[k], value);
    const now = make("span", {}, this.line(scene, parts), make("span", {}, note));
    this.words.replaceChildren(now);
    setText(this.spread, spread);
    const all = this.everything(fill(words.now, parts), values);
    for (const { canvas, panel } of this.tiles) {
      canvas.setAttribute("aria-label", fill(words.described, { title: panel.title, all }));
    }
    this.speak(message || chosen || fill(words.spoken, { all, note: together(note, spread) }));
  }

  // The line for the eye; what is wrong stands out.
  line({ model, runners, run, m }, { setting, state }) {
    const looks = { class: runners.length === 1 && isGone(run, m) ? "diverged" : "" };
    const parts = { setting, state: make("span", looks, state) };
    return make("span", {}, ...pieces(model.get("words").now, parts));
  }

  // The line for the ear: with what stands in the legend.
  everything(now, values) {
    const { entry, also } = this.model.get("words");
    const entries = values.map((value, k) =>
      fill(entry, { name: this.model.get("key")[k][1], value }),
    );
    return entries.reduce((all, one) => fill(also, { all, entry: one }), now);
  }

  // A screen reader hears where things came to rest, and a word now and then while they move.
  speak(text) {
    clearTimeout(this.speaking);
    const wait = performance.now() - this.spoken > 5000 && this.model.get("playing") ? 0 : 600;
    this.speaking = setTimeout(() => {
      this.spoken = performance.now();
      this.live.textContent = text;
    }, wait);
  }

  dispose() {
    this.unwatch?.();
    clearTimeout(this.speaking);
    URL.revokeObjectURL(this.url);
    this.root.remove();
  }
}

// The record that is shown of a run, and how far the marker is on its way to the next.
/** @param {Run} run @returns {[number, number]} */
function momentOf(run, position) {
  return [Math.min(Math.floor(position), run.last), position < run.last ? position % 1 : 0];
}

/** @param {Run} run @returns {Runner} */
function runnerOf(run, position, looks) {
  const [m, glide] = momentOf(run, position);
  return { run, m, glide, ...looks };
}

// In a race every run has its color and dashes.
/** @param {number} k @param {number} n @param {Colors} colors */
function looksOf(k, n, { series, path }) {
  if (n === 1) return { color: path };
  return { color: series[k % series.length], dash: FACTS.dashes[k % FACTS.dashes.length] };
}

// Where on the panel an event happened, in the panel's units; null outside of the axes.
/** @param {Panel} panel @returns {Place | null} */
function placeOf(event, canvas, panel) {
  const frame = canvas.getBoundingClientRect();
  const [px, py] = [event.clientX - frame.left, event.clientY - frame.top];
  const { x, y, width, height } = panel.rect;
  const isInside = px >= x && py >= y && px <= x + width && py <= y + height;
  return isInside ? panel.valueAt(px, py) : null;
}
