// One view: tiles, controls and words in the page. There may be several of one model.

const NARROWEST = 800; // pixels: three panels side by side need so many, and so does player.css

class View {
  constructor(playback, el) {
    Object.assign(this, { playback, model: playback.model, el, wanted: null, spoken: 0 });
    this.panels = this.model.get("panels").map((spec) => new Panel(spec, this.model.get("stage_size")));
    this.root = make("div", { class: "gdviz", role: "group", "aria-label": this.model.get("title"), onkeydown: (event) => this.onKey(event) });
    this.tiles = this.panels.map((panel) => this.makeTile(panel));
    this.makeControls();
    this.root.append(
      make("div", { class: `gdviz-grid${this.tiles.length > 2 ? " gdviz-wide" : ""}` }, ...this.tiles.map((tile) => tile.node), this.controls),
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
    node.style.cssText = `flex: ${pixels} 1 ${(pixels * NARROWEST) / (3.02 * (wide / this.panels.length))}px; max-width: ${1.3 * pixels}px; aspect-ratio: ${pixels} / ${high}`;
    image.style.cssText = `width: ${100 / width}%; height: 100%; left: ${(-100 * left) / width}%; top: 0`;
    if (panel.name === "params") this.makeStartable(canvas, panel);
    return { node, image, canvas, panel };
  }

  makeControls() {
    const { model, playback } = this;
    const limit = model.get("learning_rate_limit");
    this.rate = makeSlider({
      label: "learning rate η", values: model.get("learning_rates"), limit,
      text: brief, beyond: (value) => limit !== null && value >= limit,
      set: (index) => playback.set({ learning_rate_index: index }),
    });
    this.size = makeSlider({
      label: "batch size b", values: model.get("batch_sizes"), text: (value) => value.toLocaleString("en-US"),
      set: (index) => playback.set({ batch_size_index: index }),
    });
    this.play = makeButton("▶ Play", "play or pause (space)", () => playback.toggle(), { class: "play" });
    this.scrub = make("input", { type: "range", min: 0, step: 1, "aria-label": "update", ...KEEP_KEYS, oninput: () => { playback.pause(); playback.moveTo(Number(this.scrub.value)); }, onchange: () => playback.tell() });
    this.scrub.style.setProperty("--track", track([1, 1], null));
    this.speed = makeSpeed((speed) => playback.set({ speed }));
    this.loop = makeCheckbox("loop", (loop) => playback.set({ loop }));
    this.pinned = makeButton("Pin", "keep this run as a ghost", () => playback.togglePin());
    this.counts = makeCounts(model.get("n_samples") > 1, (count) => playback.set({ x_axis: count }));
    this.start = makeStart(model.get("param_names"), (start) => this.askStart(start));
    this.shuffle = makeButton("Reshuffle", "draw the batches in another order", () => playback.ask({ seed: model.get("seed") + 1 }));
    this.fan = makeCheckbox("20 seeds", (shown) => this.askFan(shown));
    this.words = make("p", { class: "gdviz-words" });
    this.message = make("p", { class: "gdviz-message", hidden: true });
    this.tiles[0].node.append(this.message);
    this.live = make("p", { class: "gdviz-hidden", role: "status", "aria-live": "polite" });
    const hasBatches = model.get("batch_sizes").length > 1;
    const random = hasBatches ? [this.shuffle, this.fan.node] : [];
    const row = (...children) => make("div", { class: "gdviz-row" }, ...children);
    this.controls = make("div", { class: "gdviz-controls" },
      this.words,
      row(this.rate.node, ...(hasBatches ? [this.size.node] : [])),
      row(this.play, makeButton("◀", "one update back (left arrow)", () => playback.jump(-1), { "aria-label": "one update back" }),
        makeButton("▶|", "one update (right arrow)", () => playback.jump(1), { "aria-label": "one update" }),
        make("span", { class: "gdviz-scrub" }, this.scrub), this.speed, this.loop.node, this.pinned),
      row(this.counts.node, ...random, this.start.node, makeKey(model.get("key"))),
      this.live);
  }

  // A click or a drag on the surface asks for runs from there; a finger only taps, it may want to scroll.
  makeStartable(canvas, panel) {
    canvas.classList.add("startable");
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return panel.valueAt(event.clientX - box.left, event.clientY - box.top).slice(0, this.playback.run.at.length);
    };
    const isInside = (event) => {
      const box = canvas.getBoundingClientRect();
      const [px, py] = [event.clientX - box.left - panel.rect.x, event.clientY - box.top - panel.rect.y];
      return px >= 0 && py >= 0 && px <= panel.rect.width && py <= panel.rect.height;
    };
    canvas.addEventListener("click", (event) => isInside(event) && this.askStart(place(event)));
    canvas.addEventListener("pointermove", (event) => {
      const isFree = this.model.get("answered") >= this.model.get("asked");
      if (event.buttons === 1 && event.pointerType !== "touch" && isInside(event) && isFree) this.askStart(place(event));
    });
  }

  askStart(start) {
    this.wanted = start;
    this.playback.ask({ start });
    this.draw();
  }

  askFan(shown) {
    const isThere = this.playback.bank.fanPositions.length > 0;
    if (!shown || isThere) return this.playback.set({ show_fan: shown });
    this.playback.ask({ show_fan: true });
    this.draw();
  }

  onKey(event) {
    const { target, key } = event;
    const isRange = target.type === "range";
    if (!isRange && /^(INPUT|SELECT|BUTTON|TEXTAREA)$/.test(target.tagName)) return;
    const actions = { " ": () => this.playback.toggle() };
    if (!isRange) Object.assign(actions, { ArrowLeft: () => this.playback.jump(-1), ArrowRight: () => this.playback.jump(1) });
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
    this.unwatch = () => { sizes.disconnect(); themes.disconnect(); dark.removeEventListener("change", restyle); };
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
    for (const [role, color] of Object.entries(this.colors)) this.root.style.setProperty(`--${role === "edge" ? "edge-of-marks" : role}`, color);
    this.root.style.colorScheme = name;
    URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
    this.tiles.forEach((tile) => { tile.image.src = this.url; });
  }

  loaded() {
    const { bank } = this.playback;
    const fit = numbers(Float32Array, this.model.get("fit"));
    const width = 1 + bank.n_params;
    this.grid = Array.from({ length: fit.length / width }, (_, k) => fit.subarray(k * width, (k + 1) * width));
    this.isLogistic = this.model.get("fit_is_logistic");
    this.start.show(bank.start);
    this.draw();
  }

  // The model's output along x, for params at one place.
  fit(place) {
    return this.grid.map(([x, ...features]) => {
      const z = features.reduce((sum, feature, k) => sum + feature * place[k], 0);
      return [x, this.isLogistic ? 1 / (1 + Math.exp(-z)) : z];
    });
  }

  scene() {
    const { run, ghost, position, bank } = this.playback;
    const m = Math.min(Math.floor(position), run.last);
    const count = this.model.get("x_axis");
    const shown = this.model.get("show_fan");
    return {
      run, ghost, m, count, wanted: this.wanted, model: this.model,
      glide: position < run.last ? position - m : 0,
      fan: shown ? bank.fan(run.i, run.j, run.step[m]) : [],
      end: Math.max(run[count].at(-1), ghost ? ghost[count].at(-1) : 0) || 1,
      label: COUNTS[count],
      points: (k) => [bank.points[2 * k], bank.points[2 * k + 1]],
      fit: (place) => this.fit(place),
    };
  }

  draw() {
    if (!this.root.clientWidth || !this.colors) return; // not on the page, or in a hidden tab
    const scene = this.scene();
    for (const { canvas, panel } of this.tiles) painters[panel.name](new Pen(canvas, panel, this.colors), scene);
    this.showControls(scene);
    this.showWords(scene);
  }

  showControls({ run, m }) {
    const { model, playback } = this;
    this.rate.show(run.i);
    this.size.show(run.j);
    this.counts.show(model.get("x_axis"));
    Object.assign(this.scrub, { max: Math.max(1, run.n - 1), value: Math.min(playback.position, run.n - 1) });
    this.scrub.setAttribute("aria-valuetext", `update ${run.step[m]}`);
    this.speed.value = model.get("speed");
    this.loop.input.checked = model.get("loop");
    this.fan.input.checked = model.get("show_fan") && playback.bank.fanPositions.length > 0;
    setText(this.play, model.get("playing") ? "❚❚ Pause" : "▶ Play");
    setText(this.pinned, playback.ghost ? "Unpin" : "Pin");
    this.pinned.setAttribute("aria-pressed", playback.ghost !== null);
  }

  showWords(scene) {
    const { run, m } = scene;
    const limit = this.model.get("learning_rate_limit");
    const b = this.model.get("batch_sizes")[run.j];
    const knobs = `${this.model.get("batch_sizes").length > 1 ? `b = ${b.toLocaleString("en-US")}, ` : ""}η = ${brief(this.model.get("learning_rates")[run.i])}`;
    const isGone = run.diverged !== null && m >= run.last;
    const state = isGone ? `diverged after ${run.diverged} updates` : this.progress(run, m);
    const note = limit === null ? "" : `stable limit η < ${format(limit)}`;
    const { message } = this.playback;
    if ([knobs, state, message].join() === this.text) return;
    this.text = [knobs, state, message].join();
    this.message.textContent = message;
    this.message.hidden = !message;
    this.words.replaceChildren(
      make("span", {}, `${knobs}: `, make("span", { class: isGone ? "diverged" : "" }, state)), make("span", {}, note));
    this.tiles.forEach(({ canvas, panel }) => canvas.setAttribute("aria-label", `${panel.title}: ${knobs}: ${state}`));
    this.speak(message || `${knobs}: ${state}. ${note}`);
  }

  progress(run, m) {
    const n = Math.round(run.samples_seen[m]).toLocaleString("en-US");
    const data = this.model.get("n_samples") > 1 ? `epoch ${brief(run.epoch[m])}, ${n} samples, ` : "";
    return `update ${run.step[m].toLocaleString("en-US")}, ${data}loss ${format(run.loss[m])}`;
  }

  // A screen reader hears where things came to rest, and a word now and then while they move.
  speak(text) {
    clearTimeout(this.speaking);
    const wait = performance.now() - this.spoken > 5000 && this.model.get("playing") ? 0 : 600;
    this.speaking = setTimeout(() => { this.spoken = performance.now(); this.live.textContent = text; }, wait);
  }

  dispose() {
    this.unwatch();
    clearTimeout(this.speaking);
    URL.revokeObjectURL(this.url);
    this.root.remove();
  }
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// The first ground behind the element that is not see-through decides.
function isDarkBehind(el) {
  for (let node = el; node; node = node.parentElement) {
    const [r, g, b, alpha = 1] = getComputedStyle(node).backgroundColor.match(/[\d.]+/g).map(Number);
    if (alpha > 0.5) return 0.3 * r + 0.59 * g + 0.11 * b < 128;
  }
  return false;
}
