// The player: one model, its runs, the time that passes in them, and any number of views.

const RUN_SECONDS = 8; // a long run plays so long at speed 1
const STILL_HZ = 3; // picture changes a second for people who asked for less motion
const NO_KERNEL = "No kernel answers, and this needs one. The sliders and the play bar work without.";

const wantsLessMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Holds the time. Views only draw; with several of them there is still one clock.
class Playback {
  constructor(model) {
    Object.assign(this, { model, views: new Set(), position: 0, frame: 0, message: "" });
    this.listeners = {
      "change:bank": () => this.load(),
      "change:fan_positions": () => this.load(),
      "change:learning_rate_index": () => this.select(),
      "change:batch_size_index": () => this.select(),
      "change:step": () => this.seek(),
      "change:playing": () => this.resume(),
      "change:pinned": () => this.pin(),
      "change:answered": () => this.say(""),
    };
    for (const name of ["x_axis", "show_fan", "speed", "loop"]) {
      this.listeners[`change:${name}`] = () => this.draw();
    }
    for (const name of ["stage_light", "stage_dark", "theme"]) {
      this.listeners[`change:${name}`] = () => this.views.forEach((view) => view.restyle());
    }
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.bank = new Bank(model);
    this.run = this.selected();
    this.pin();
    this.seek();
    this.resume();
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
  }

  // Setting is local at once; telling the kernel must not fail when there is none.
  set(values, tell = true) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    if (tell) this.tell();
  }

  tell() {
    try {
      this.model.save_changes();
    } catch {
      this.draw(); // a closed connection: everything but the kernel's part goes on
    }
  }

  selected() {
    return this.bank.run(this.model.get("learning_rate_index"), this.model.get("batch_size_index"));
  }

  load() {
    this.bank = new Bank(this.model);
    this.select();
    for (const view of this.views) view.loaded();
  }

  // Another run keeps its place in the budget: the same share of updates, epochs or samples.
  select() {
    const share = this.run.n > 1 ? this.position / (this.run.n - 1) : 1;
    this.run = this.selected();
    const place = share * (this.run.n - 1);
    this.moveTo(this.model.get("playing") ? place : Math.round(place));
  }

  // `step` counts updates; the position counts records, because long runs are thinned.
  seek() {
    const step = this.model.get("step");
    if (step === this.run.step[Math.floor(this.position)]) return;
    const later = this.run.step.findIndex((value) => value > step);
    this.moveTo(later < 0 ? this.run.n - 1 : Math.max(0, later - 1));
  }

  moveTo(position) {
    this.position = Math.max(0, Math.min(position, this.run.n - 1));
    this.set({ step: this.run.step[Math.floor(this.position)] }, false);
    this.draw();
  }

  jump(records) {
    this.pause();
    this.moveTo(Math.min(Math.floor(this.position), this.run.last) + records);
    this.tell();
  }

  toggle() {
    if (this.model.get("playing")) return this.pause();
    if (this.position >= this.run.last) this.moveTo(0);
    this.set({ playing: true });
  }

  pause() {
    if (this.model.get("playing")) this.set({ playing: false });
    if (this.position % 1) this.moveTo(Math.floor(this.position));
  }

  resume() {
    cancelAnimationFrame(this.frame);
    this.time = null;
    if (this.model.get("playing")) this.frame = requestAnimationFrame((now) => this.tick(now));
    this.draw();
  }

  tick(now) {
    const elapsed = this.time === null ? 0 : Math.min(0.25, (now - this.time) / 1000);
    if (!wantsLessMotion() || elapsed === 0 || now - this.time > 1000 / STILL_HZ) {
      this.time = now;
      if (this.advance(elapsed)) return;
    }
    this.frame = requestAnimationFrame((later) => this.tick(later));
  }

  // Returns true when the run is over.
  advance(seconds) {
    if (!this.views.size) return false;
    const rate = Math.max(1.5, Math.min(25, (this.run.n - 1) / RUN_SECONDS));
    const next = this.position + seconds * rate * this.model.get("speed");
    if (next < this.run.last) this.moveTo(wantsLessMotion() && seconds ? Math.ceil(next) : next);
    else if (this.model.get("loop")) this.moveTo(0);
    else {
      this.moveTo(this.run.last);
      this.set({ playing: false });
      return true;
    }
    return false;
  }

  // The ghost keeps its own bank, so that it stays when the kernel sends other runs.
  pin() {
    const [i, j] = this.model.get("pinned");
    const isKnown = this.ghost && this.ghost.i === i && this.ghost.j === j;
    if (!isKnown) this.ghost = i === undefined ? null : this.bank.run(i, j);
    this.draw();
  }

  togglePin() {
    this.set({ pinned: this.ghost ? [] : [this.run.i, this.run.j] });
  }

  // What the bank does not hold is asked of the kernel; if it stays silent, that is said.
  ask(values) {
    if (!this.model.get("live")) return this.say(NO_KERNEL);
    const asked = this.model.get("asked") + 1;
    this.set({ ...values, asked });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.model.get("answered") < asked) this.say(NO_KERNEL);
    }, 2000);
  }

  say(message) {
    this.message = message || this.model.get("message");
    for (const view of this.views) view.wanted = null;
    this.draw();
  }

  draw() {
    for (const view of this.views) view.draw();
  }
}

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
    node.style.cssText = `flex: ${pixels} 1 ${0.75 * pixels}px; max-width: ${1.3 * pixels}px; aspect-ratio: ${pixels} / ${high}`;
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
    this.shuffle = makeButton("Other shuffle", "draw the batches in another order", () => playback.ask({ seed: model.get("seed") + 1 }));
    this.fan = makeCheckbox("20 seeds", (shown) => this.askFan(shown));
    this.words = make("p", { class: "gdviz-words" });
    this.live = make("p", { class: "gdviz-hidden", role: "status", "aria-live": "polite" });
    const hasBatches = model.get("batch_sizes").length > 1;
    const random = hasBatches ? [this.shuffle, this.fan.node] : [];
    const row = (...children) => make("div", { class: "gdviz-row" }, ...children);
    this.controls = make("div", { class: "gdviz-controls" },
      this.words,
      row(this.rate.node, ...(hasBatches ? [this.size.node] : [])),
      row(this.play, makeButton("◀", "one update back (left arrow)", () => playback.jump(-1), { "aria-label": "one update back" }),
        makeButton("▶|", "one update (right arrow)", () => playback.jump(1), { "aria-label": "one update" }),
        make("span", { class: "gdviz-scrub" }, this.scrub), this.speed, this.loop.node),
      row(this.counts.node, this.pinned, ...random, this.start.node),
      makeKey(model.get("key")), this.live);
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
    if (!this.model.get("live")) this.draw();
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
    if (!isThere(wanted) && this.model.get("live") && !this.askedTheme) {
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
    const note = this.playback.message || (limit === null ? "" : `stable limit η < ${format(limit)}`);
    if (state + knobs + note === this.text) return;
    this.text = state + knobs + note;
    this.words.replaceChildren(
      make("span", {}, `${knobs}: `, make("span", { class: isGone ? "diverged" : "" }, state)), make("span", {}, note));
    this.tiles.forEach(({ canvas, panel }) => canvas.setAttribute("aria-label", `${panel.title}: ${knobs}: ${state}`));
    this.speak(`${knobs}: ${state}. ${note}`);
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

export default () => {
  let playback;
  return {
    initialize({ model }) {
      playback = new Playback(model);
      return () => playback.dispose();
    },
    render({ el }) {
      const view = new View(playback, el);
      playback.views.add(view);
      playback.resume();
      return () => {
        playback.views.delete(view);
        view.dispose();
      };
    },
  };
};
