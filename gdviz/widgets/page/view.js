// One view: tiles, controls and words in the page. There may be several of one model.

const NARROWEST = 800; // pixels: three panels side by side need so many, and so does player.css

class View {
  constructor(playback, el) {
    Object.assign(this, { playback, model: playback.model, el, wanted: null, spoken: 0 });
    this.panels = this.model
      .get("panels")
      .map((spec) => new Panel(spec, this.model.get("stage_size")));
    this.root = make("div", {
      class: "gdviz",
      role: "group",
      "aria-label": this.model.get("title"),
      tabindex: -1,
      ...KEEP_KEYS,
      onkeydown: (event) => this.onKey(event),
    });
    this.tiles = this.panels.map((panel) => this.makeTile(panel));
    this.makeControls();
    this.root.append(
      make(
        "div",
        { class: `gdviz-grid${this.tiles.length > 2 ? " gdviz-wide" : ""}` },
        ...this.tiles.map((tile) => tile.node),
        this.controls,
      ),
    );
    el.append(this.root);
    this.watch();
    this.loaded();
    this.restyle();
  }

  makeTile(panel) {
    const [left, width] = panel.tile;
    const [wide, high] = this.model.get("stage_size");
    const image = make("img", { alt: "", draggable: "false" });
    const canvas = make("canvas", { role: "img" });
    const node = make("div", { class: "gdviz-tile" }, image, canvas);
    const pixels = width * wide;
    const basis = (pixels * NARROWEST * this.panels.length) / (3.02 * wide);
    Object.assign(node.style, {
      flex: `${pixels} 1 ${basis}px`,
      maxWidth: `calc(${1.3 * pixels}px * var(--gdviz-zoom, 1))`,
      aspectRatio: `${pixels} / ${high}`,
    });
    Object.assign(image.style, {
      width: `${100 / width}%`,
      height: "100%",
      left: `${(-100 * left) / width}%`,
      top: "0",
    });
    if (panel.name === "params" || panel.name === "place") this.makeStartable(canvas, panel);
    if (panel.name === "map") this.makeChoosable(canvas, panel);
    return { node, image, canvas, panel };
  }

  makeControls() {
    this.words = make("p", { class: "gdviz-words" });
    this.message = make("p", { class: "gdviz-message", hidden: true });
    this.tiles[0].node.append(this.message);
    this.live = make("p", { class: "gdviz-hidden", role: "status", "aria-live": "polite" });
    this.key = makeKey(this.model.get("key"));
    const row = (...children) => make("div", { class: "gdviz-row" }, ...children);
    this.controls = make(
      "div",
      { class: "gdviz-controls" },
      this.words,
      row(...this.makeKnobs()),
      row(...this.makePlayBar()),
      row(...this.makeChoices(), this.key.node),
      ...this.closeWhatAsks(),
      this.live,
    );
  }

  // In a page that never has a kernel, what asks one cannot be pressed, and a line says why.
  closeWhatAsks() {
    if (this.model.get("live")) return [];
    const hasFan = this.playback.runs.fanPositions.length > 0;
    const asking = [this.reshuffle, ...this.start.inputs, ...(hasFan ? [] : [this.fan.input])];
    for (const control of asking) control.disabled = true;
    const door = this.model.get("door");
    const link = door ? [" ", make("a", { href: door }, "Open this notebook on Binder"), "."] : [];
    return [
      make(
        "p",
        { class: "gdviz-note" },
        "Other starts and other random draws need Python behind the page.",
        ...link,
      ),
    ];
  }

  makeKnobs() {
    const { model, playback } = this;
    const limit = model.get("learning_rate_limit");
    const { values, index, label } = model.get("knob");
    this.rate = makeSlider({
      label: `learning rate ${model.get("rate_symbol")}`,
      values: model.get("learning_rates"),
      limit,
      text: brief,
      beyond: (value) => limit !== null && value >= limit,
      set: (chosen) => playback.set({ learning_rate_index: chosen }),
    });
    this.knob = makeSlider({
      label,
      values: model.get(values),
      text: brief,
      set: (chosen) => playback.set({ [index]: chosen }),
    });
    const shown = [
      [this.rate, model.get("learning_rates").length > 0],
      [this.knob, model.get(values).length > 1],
    ];
    return shown.filter(([, isShown]) => isShown).map(([slider]) => slider.node);
  }

  makePlayBar() {
    const { model, playback } = this;
    const jump = (text, title, name, records) =>
      makeButton(text, title, () => playback.jump(records), { "aria-label": name });
    const scrub = () => {
      playback.pause();
      playback.moveTo(Number(this.scrub.value));
    };
    this.play = makeButton("▶ Play", "play or pause (space)", () => playback.toggle(), {
      class: "play",
    });
    this.scrub = make("input", {
      type: "range",
      min: 0,
      step: 1,
      "aria-label": "update",
      ...KEEP_KEYS,
      oninput: scrub,
      onchange: () => playback.tell(),
    });
    this.scrub.style.setProperty("--track", track([1, 1], null));
    this.speed = makeSpeed((speed) => playback.set({ speed }));
    this.loop = makeCheckbox("loop", (loop) => playback.set({ loop }));
    this.pinned = makeButton("Pin", "keep this run as a ghost", () => playback.togglePin());
    return [
      this.play,
      jump("◀", "one update back (left arrow)", "one update back", -1),
      jump("▶|", "one update (right arrow)", "one update", 1),
      make("span", { class: "gdviz-scrub" }, this.scrub),
      this.speed,
      this.loop.node,
      ...(model.get("can_pin") ? [this.pinned] : []),
    ];
  }

  makeChoices() {
    const { model, playback } = this;
    this.counts = makeCounts(model.get("counts"), (count) => playback.set({ x_axis: count }));
    this.start = makeStart(model.get("param_names"), (start) => this.askStart(start));
    const shuffle = () => playback.ask({ seed: model.get("seed") + 1 });
    this.reshuffle = makeButton("Reshuffle", "draw the batches in another order", shuffle);
    this.fan = makeCheckbox("20 seeds", (shown) => this.askFan(shown));
    this.batchLoss = makeCheckbox("batch loss", (shown) =>
      playback.set({ show_batch_loss: shown }),
    );
    return [
      ...(model.get("counts").length > 1 ? [this.counts.node] : []),
      ...(model.get("is_random") ? [this.reshuffle] : []),
      ...(model.get("can_fan") ? [this.fan.node] : []),
      ...(model.get("batch_loss_factor") ? [this.batchLoss.node] : []),
      this.start.node,
    ];
  }

  // A click or a drag on the surface asks for runs from there.
  // A finger only taps: it may want to scroll.
  makeStartable(canvas, panel) {
    canvas.classList.add("startable");
    const ask = (event) => {
      const place = placeOf(event, canvas, panel);
      if (place) this.askStart(place.slice(0, this.model.get("param_names").length));
    };
    canvas.addEventListener("click", ask);
    canvas.addEventListener("pointermove", (event) => {
      const isFree = this.model.get("answered") >= this.model.get("asked");
      if (event.buttons === 1 && event.pointerType !== "touch" && isFree) ask(event);
    });
  }

  makeChoosable(canvas, panel) {
    canvas.classList.add("clickable");
    canvas.addEventListener("click", (event) => {
      const place = placeOf(event, canvas, panel);
      if (place) this.playback.set(cellAt(this.model, place));
    });
  }

  askStart(start) {
    this.wanted = start;
    this.playback.ask({ start });
    this.draw();
  }

  askFan(shown) {
    const isThere = this.playback.runs.fanPositions.length > 0;
    if (!shown || isThere) return this.playback.set({ show_fan: shown });
    this.playback.ask({ show_fan: true });
    this.draw();
  }

  onKey(event) {
    const { target, key } = event;
    const [isRange, isButton] = [target.type === "range", target.tagName === "BUTTON"];
    if (!isRange && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    const actions = isButton ? {} : { " ": () => this.playback.toggle() }; // space presses a button
    if (!isRange)
      Object.assign(actions, {
        ArrowLeft: () => this.playback.jump(-1),
        ArrowRight: () => this.playback.jump(1),
      });
    if (!actions[key]) return;
    event.preventDefault();
    event.stopPropagation();
    actions[key]();
  }

  // The page may change its size or its theme at any time.
  watch() {
    const restyle = () => this.restyle();
    const sizes = new ResizeObserver(() => this.draw());
    this.tiles.forEach((tile) => sizes.observe(tile.node));
    const themes = new MutationObserver(restyle);
    themes.observe(document.body, { attributes: true });
    themes.observe(document.documentElement, { attributes: true });
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", restyle);
    this.unwatch = () => {
      sizes.disconnect();
      themes.disconnect();
      dark.removeEventListener("change", restyle);
    };
  }

  isDark() {
    const theme = this.model.get("theme");
    if (theme !== "auto") return theme === "dark";
    const lab = document.body.dataset.jpThemeLight;
    return lab ? lab === "false" : isDarkBehind(this.el);
  }

  restyle() {
    const wanted = this.isDark() ? "dark" : "light";
    const other = wanted === "dark" ? "light" : "dark";
    const isThere = (name) => this.model.get(`stage_${name}`).byteLength > 0;
    if (!isThere(wanted) && this.playback.hasKernel() && !this.askedTheme) {
      this.askedTheme = true;
      this.playback.set({ asked_theme: wanted });
    }
    this.showStage(isThere(wanted) ? wanted : other);
    this.draw();
  }

  showStage(name) {
    const picture = this.model.get(`stage_${name}`);
    if (this.picture === picture) return;
    this.picture = picture;
    this.colors = this.model.get("palettes")[name];
    for (const [role, color] of Object.entries(this.colors))
      this.setColor(role === "edge" ? "edge-of-marks" : role, color);
    this.root.style.colorScheme = name;
    URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
    this.tiles.forEach((tile) => {
      tile.image.src = this.url;
    });
  }

  setColor(role, color) {
    if (Array.isArray(color)) color.forEach((one, k) => this.setColor(`${role}-${k}`, one));
    else this.root.style.setProperty(`--${role}`, color);
  }

  loaded() {
    const { runs } = this.playback;
    const fit = numbers(Float32Array, this.model.get("fit"));
    const width = 1 + runs.n_params;
    this.grid = Array.from({ length: fit.length / width }, (_, k) =>
      fit.subarray(k * width, (k + 1) * width),
    );
    this.isLogistic = this.model.get("fit_is_logistic");
    this.start.show(runs.start);
    this.tiles.forEach(({ panel }, k) => Object.assign(panel, this.model.get("panels")[k]));
    this.draw();
  }

  // The model's output along x, for params at one place.
  fit(place) {
    return this.grid.map(([x, ...features]) => {
      const z = features.reduce((sum, feature, k) => sum + feature * place[k], 0);
      return [x, this.isLogistic ? 1 / (1 + Math.exp(-z)) : z];
    });
  }

  // Everything the painters and the words need to know about this moment.
  scene() {
    const { model, colors } = this;
    const { chosen, run, ghost, position, runs } = this.playback;
    const count = model.get("x_axis");
    const now = (one) => ({
      run: one,
      m: Math.min(Math.floor(position), one.last),
      glide: position < one.last ? position % 1 : 0,
    });
    const looks = (k) =>
      chosen.length > 1
        ? { color: colors.series[k % colors.series.length], dash: DASHES[k % DASHES.length] }
        : { color: colors.path };
    const { m, glide } = now(run);
    return {
      model,
      runs,
      run,
      m,
      glide,
      ghost,
      count,
      wanted: this.wanted,
      runners: chosen.map((one, k) => ({ ...now(one), ...looks(k) })),
      fan: model.get("show_fan") ? runs.fan(run.i, run.j, run.step[m]) : [],
      end: Math.max(run[count].at(-1), ghost ? ghost[count].at(-1) : 0) || 1,
      label: COUNTS[count],
      target: model.get("target") ?? null,
      hasBatchLoss: model.get("show_batch_loss") && model.get("batch_loss_factor") > 0,
      points: (k) => [runs.points[2 * k], runs.points[2 * k + 1]],
      fit: (place) => this.fit(place),
    };
  }

  draw() {
    if (!this.root.clientWidth || !this.colors) return; // not on the page, or in a hidden tab
    const scene = this.scene();
    for (const { canvas, panel } of this.tiles)
      painters[panel.name](new Pen(canvas, panel, this.colors), scene);
    this.showControls(scene);
    this.showWords(scene);
  }

  showControls({ run, m, model }) {
    const { playback } = this;
    if (model.get("learning_rates").length) this.rate.show(run.i);
    this.knob.show(run.j);
    this.counts.show(model.get("x_axis"));
    Object.assign(this.scrub, {
      max: Math.max(1, run.n - 1),
      value: Math.min(playback.position, run.n - 1),
    });
    this.scrub.setAttribute("aria-valuetext", `update ${run.step[m]}`);
    this.speed.value = model.get("speed");
    this.loop.input.checked = model.get("loop");
    this.fan.input.checked = model.get("show_fan") && playback.runs.fanPositions.length > 0;
    this.batchLoss.input.checked = model.get("show_batch_loss");
    setText(this.play, model.get("playing") ? "❚❚ Pause" : "▶ Play");
    setText(this.pinned, playback.ghost ? "Unpin" : "Pin");
    this.pinned.setAttribute("aria-pressed", playback.ghost !== null);
  }

  showWords(scene) {
    const { model, run, m } = scene;
    const { message } = this.playback;
    const knobs = knobsInWords(scene);
    const state = states[model.get("kind")](scene);
    const [limit, values] = [model.get("learning_rate_limit"), keyInWords(scene)];
    const note = limit === null ? "" : `stable limit η < ${format(limit)}`;
    if ([knobs, state, note, message, values].join() === this.text) return;
    this.text = [knobs, state, note, message, values].join();
    this.message.textContent = message;
    this.message.hidden = !message;
    values.forEach((value, k) => {
      this.key.outputs[k].textContent = value;
    });
    const isBad = model.get("kind") === "descent" && isGone(run, m);
    this.words.replaceChildren(
      make("span", {}, `${knobs}: `, make("span", { class: isBad ? "diverged" : "" }, state)),
      make("span", {}, note),
    );
    const all = [
      `${knobs}: ${state}`,
      ...values.map((value, k) => `${model.get("key")[k][1]} ${value}`),
    ].join(", ");
    this.tiles.forEach(({ canvas, panel }) =>
      canvas.setAttribute("aria-label", `${panel.title}: ${all}`),
    );
    this.speak(message || `${all}. ${note}`);
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
    this.unwatch();
    clearTimeout(this.speaking);
    URL.revokeObjectURL(this.url);
    this.root.remove();
  }
}

// Where on the panel an event happened, in the panel's units; null outside of the axes.
function placeOf(event, canvas, panel) {
  const frame = canvas.getBoundingClientRect();
  const [px, py] = [event.clientX - frame.left, event.clientY - frame.top];
  const { x, y, width, height } = panel.rect;
  const isInside = px >= x && py >= y && px <= x + width && py <= y + height;
  return isInside ? panel.valueAt(px, py) : null;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// The first ground behind the element that is not see-through decides.
function isDarkBehind(el) {
  for (let node = el; node; node = node.parentElement) {
    const [r, g, b, alpha = 1] = getComputedStyle(node)
      .backgroundColor.match(/[\d.]+/g)
      .map(Number);
    if (alpha > 0.5) return 0.3 * r + 0.59 * g + 0.11 * b < 128;
  }
  return false;
}
