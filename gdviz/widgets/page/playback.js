// What goes on: the selected run, the time that passes in it, and what is asked of the kernel.

const STILL_HZ = 3; // picture changes a second for people who asked for less motion
const MESSAGE_MS = 8000;
const ANSWER_MS = 2000;
const TELL_MS = 1000; // how often the kernel hears of the update on the screen while it moves

const wantsLessMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Holds the time. Views only draw; with several of them there is still one clock.
//
// The place in the run belongs to the page: `position` counts records, because long runs are
// thinned, and may lie between two of them. The model's `step` is what the kernel knows of it: it
// is set when the marker rests, and now and then while it moves.
class Playback {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Set<View>} */
    this.views = new Set();
    this.position = 0;
    this.frame = 0;
    this.message = "";
    this.isSetting = false;
    /** @type {number | null} */
    this.time = null;
    this.told = 0;
    /** @type {Run | null} */
    this.ghost = null;
    this.listeners = this.makeListeners();
    for (const [event, listener] of this.listeners) model.on(event, listener);
    this.runs = runsOf(model);
    this.chosen = this.selected();
    this.pin();
    this.seek();
    this.resume();
  }

  /** @returns {[string, () => void][]} */
  makeListeners() {
    const draw = () => this.draw();
    const select = () => this.select();
    const restyle = () => this.views.forEach((view) => view.restyle());
    const changed = (names, listener) => names.map((name) => [`change:${name}`, listener]);
    return [
      ...changed(["packing", "positions", "fan_positions"], () => this.loadSoon()),
      ...changed(kindOf(this.model).inputs ?? [], () => this.loadSoon()),
      ...changed(
        this.model.get("knobs").map(({ index }) => index),
        select,
      ),
      ...changed(["step"], () => this.seek()),
      ...changed(["playing"], () => this.resume()),
      ...changed(["pinned"], () => this.pin()),
      ...changed(["answered"], () => this.hear()),
      ...changed(
        [
          "x_axis",
          "show_fan",
          "show_batch_loss",
          "show_future",
          "speed",
          "loop",
          "target",
          "advice",
          "inspected",
        ],
        draw,
      ),
      ...changed(["stage_light", "stage_dark", "theme"], restyle),
    ];
  }

  dispose() {
    this.isOver = true;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.waiting);
    clearTimeout(this.saying);
    for (const [event, listener] of this.listeners) this.model.off(event, listener);
  }

  // Setting is local at once; the kernel is told, if there is one.
  set(values, tell = true) {
    const before = this.isSetting;
    this.isSetting = true;
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.isSetting = before;
    if (tell) this.tell();
  }

  tell() {
    if (this.hasKernel()) this.model.save_changes();
  }

  hasKernel() {
    return this.trouble() === "";
  }

  // Why there is nobody to ask. JupyterLab says so when its kernel has gone, and cuts the widgets
  // of one that was restarted; elsewhere silence is the only sign.
  trouble() {
    const { no_kernel, restarted } = this.model.get("words");
    const kernel = this.model.widget_manager?.kernel;
    const isGone = kernel === null || kernel?.isDisposed || kernel?.status === "dead";
    if (!this.model.get("live") || isGone) return no_kernel;
    return this.model.get("layout")?.comm_live === false ? restarted : "";
  }

  // The run on the screen; in a race there is one of each racer.
  selected() {
    const { model } = this;
    let [i, j] = [0, 0];
    for (const { name, values, index } of model.get("knobs")) {
      if (name === "learning_rate") i = model.get(index);
      else j = j * model.get(values).length + model.get(index);
    }
    const n_racers = Math.max(1, model.get("racers").length);
    return Array.from({ length: n_racers }, (_, racer) => this.runs.run(i, j, racer));
  }

  // The one that tells the time: it lasts longest.
  get run() {
    return this.chosen.reduce((longest, run) => (run.last > longest.last ? run : longest));
  }

  // Places and packing come together: they are read once, when all of them are there.
  loadSoon() {
    this.loading ??= Promise.resolve().then(() => {
      this.loading = undefined;
      if (!this.isOver) this.load();
    });
  }

  load() {
    this.runs = runsOf(this.model);
    this.select();
    if (!this.model.get("playing")) this.seek();
    for (const view of this.views) view.loaded();
  }

  // Another run keeps its place in the budget: the same share of updates, epochs or samples.
  // If the kernel chose it, it does the same with its `step`, which must not be sent back.
  select() {
    const share = shareAt(this.run, this.position);
    this.chosen = this.selected();
    const place = placeOfShare(this.run, share);
    const isPlaying = this.model.get("playing");
    this.moveTo(isPlaying ? place : Math.round(place), this.isSetting);
  }

  // The kernel chose an update: the last record at or before it.
  seek() {
    const { step } = this.run;
    const wanted = this.model.get("step");
    if (this.isSetting || wanted === step[Math.floor(this.position)]) return;
    const later = step.findIndex((value) => value > wanted);
    this.moveTo(later < 0 ? this.run.n - 1 : Math.max(0, later - 1), false);
  }

  moveTo(position, isOurs = true) {
    this.position = Math.max(0, Math.min(position, this.run.n - 1));
    if (isOurs) this.set({ step: this.run.step[Math.floor(this.position)] }, false);
    this.draw();
  }

  scrub(position) {
    this.pause();
    this.moveTo(position);
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
    if (!this.model.get("playing")) return;
    this.moveTo(Math.floor(this.position));
    this.set({ playing: false });
  }

  resume() {
    cancelAnimationFrame(this.frame);
    this.time = null;
    if (!this.model.get("playing")) this.rest();
    else if (this.views.size > 0) this.nextFrame();
    this.draw();
  }

  // On a whole record; if the kernel stopped it, it hears where.
  rest() {
    if (this.position % 1 === 0) return;
    this.moveTo(Math.floor(this.position));
    this.tell();
  }

  nextFrame() {
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    const since = this.time === null ? 0 : now - this.time;
    if (!wantsLessMotion() || since === 0 || since > 1000 / STILL_HZ) {
      this.time = now;
      if (this.advance(Math.min(0.25, since / 1000))) return;
      this.tellNowAndThen(now);
    }
    this.nextFrame();
  }

  tellNowAndThen(now) {
    if (now - this.told < TELL_MS) return;
    this.told = now;
    this.set({ step: this.run.step[Math.floor(this.position)] });
  }

  // Returns true when the run is over.
  advance(seconds) {
    const rate = Math.max(1.5, Math.min(25, (this.run.n - 1) / FACTS.run_seconds));
    const next = this.position + seconds * rate * this.model.get("speed");
    if (next < this.run.last) {
      this.moveTo(wantsLessMotion() && seconds ? Math.ceil(next) : next, false);
    } else if (this.model.get("loop")) this.moveTo(0);
    else {
      this.moveTo(this.run.last);
      this.set({ playing: false });
      return true;
    }
    return false;
  }

  // The ghost keeps the runs it came from: it stays when the kernel sends others.
  pin() {
    const [i, j] = this.model.get("pinned");
    const isKnown = this.ghost !== null && this.isOf(this.ghost, i, j);
    if (!isKnown) this.ghost = this.runs.has(i, j) ? this.runs.run(i, j) : null;
    this.draw();
  }

  // Whether a run is that of these indices: they move on where a value comes between others.
  /** @param {Run} run */
  isOf({ i, j, runs: { rates, sizes } }, rate, size) {
    const isSame = (values, one, now, other) => (now ?? [])[other] === (values ?? [])[one];
    const { model } = this;
    const isMoved =
      isSame(rates, i, model.get("learning_rates"), rate) &&
      isSame(sizes, j, model.get("batch_sizes"), size);
    return rate !== undefined && (isMoved || (i === rate && j === size && !sizes?.length));
  }

  togglePin() {
    this.set({ pinned: this.ghost ? [] : [this.run.i, this.run.j] });
  }

  // Everything as it was at first. Another start or seed needs the kernel.
  reset() {
    this.pause();
    const { step, start, seed, ...here } = this.model.get("first");
    const isElsewhere =
      `${[...start, seed]}` !== `${[...this.model.get("start"), this.model.get("seed")]}`;
    for (const view of this.views) view.fit(false);
    this.set(here, false);
    this.moveTo(
      Math.max(
        0,
        this.run.step.findLastIndex((value) => value <= step),
      ),
    );
    if (isElsewhere) this.ask({ start, seed });
    else this.tell();
  }

  // What the page does not have is asked of the kernel.
  ask(values) {
    const trouble = this.trouble();
    if (trouble) return this.say(trouble);
    this.set({ ...values, asked: this.model.get("asked") + 1 });
    this.wait();
  }

  // If the kernel stays silent, that is said, however often it was asked meanwhile.
  wait() {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined;
      if (this.isWaiting()) this.say(this.model.get("words").no_answer);
    }, ANSWER_MS);
  }

  isWaiting() {
    return this.model.get("answered") < this.model.get("asked");
  }

  hear() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    if (this.isWaiting()) this.wait();
    this.say(this.model.get("message"));
  }

  say(message) {
    this.message = message;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.hush(), MESSAGE_MS);
    for (const view of this.views) view.answered();
    this.draw();
  }

  hush() {
    this.message = "";
    this.draw();
  }

  draw() {
    for (const view of this.views) view.draw();
  }
}

// The share of its updates that a run has made at a place between two records.
/** @param {Run} run */
function shareAt({ step, n }, position) {
  const last = step[n - 1];
  return last > 0 ? valueNow(step, Math.floor(position), position % 1) / last : 1;
}

// The place between two records where a run has made this share of its updates. The first updates
// are all recorded, and of later ones not each, so that it is no share of the records.
/** @param {Run} run */
function placeOfShare({ step, n }, share) {
  const wanted = share * step[n - 1];
  const later = step.findIndex((value) => value > wanted);
  if (later < 1) return later === 0 ? 0 : n - 1;
  return later - 1 + (wanted - step[later - 1]) / (step[later] - step[later - 1]);
}
