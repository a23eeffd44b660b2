// What goes on: the selected run, the time that passes in it, and what is asked of the kernel.

const RUN_SECONDS = 8; // a long run plays so long at speed 1
const STILL_HZ = 3; // picture changes a second for people who asked for less motion
const MESSAGE_MS = 8000;
const NO_KERNEL = "This needs a running kernel. Sliders and play bar work without one.";
const NO_ANSWER = "The kernel has not answered yet. Sliders and play bar work without it.";

const wantsLessMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Holds the time. Views only draw; with several of them there is still one clock.
class Playback {
  constructor(model) {
    Object.assign(this, {
      model,
      views: new Set(),
      position: 0,
      frame: 0,
      message: "",
      isSetting: false,
    });
    this.listeners = {
      "change:packing": () => this.load(),
      "change:fan_positions": () => this.load(),
      "change:learning_rate_index": () => this.select(),
      [`change:${model.get("knob").index}`]: () => this.select(),
      "change:step": () => this.seek(),
      "change:playing": () => this.resume(),
      "change:pinned": () => this.pin(),
      "change:answered": () => this.say(this.model.get("message")),
    };
    for (const name of ["x_axis", "show_fan", "show_batch_loss", "speed", "loop"]) {
      this.listeners[`change:${name}`] = () => this.draw();
    }
    for (const name of ["stage_light", "stage_dark", "theme"]) {
      this.listeners[`change:${name}`] = () => this.views.forEach((view) => view.restyle());
    }
    for (const [event, listener] of Object.entries(this.listeners)) model.on(event, listener);
    this.runs = new Runs(model);
    this.chosen = this.selected();
    this.pin();
    this.seek();
    this.resume();
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    clearTimeout(this.saying);
    for (const [event, listener] of Object.entries(this.listeners)) this.model.off(event, listener);
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

  // JupyterLab says so when its kernel has gone; elsewhere silence is the only sign.
  hasKernel() {
    const kernel = this.model.widget_manager?.kernel;
    return (
      this.model.get("live") && kernel !== null && !kernel?.isDisposed && kernel?.status !== "dead"
    );
  }

  // The run on the screen; in a race there is one of each racer.
  selected() {
    const [i, j] = [
      this.model.get("learning_rate_index"),
      this.model.get(this.model.get("knob").index),
    ];
    const n_racers = Math.max(1, this.model.get("racers").length);
    return Array.from({ length: n_racers }, (_, racer) => this.runs.run(i, j, racer));
  }

  // The one that tells the time: it lasts longest.
  get run() {
    return this.chosen.reduce((longest, run) => (run.last > longest.last ? run : longest));
  }

  load() {
    this.runs = new Runs(this.model);
    this.select();
    for (const view of this.views) view.loaded();
  }

  // Another run keeps its place in the budget: the same share of updates, epochs or samples.
  // If the kernel chose it, it may be about to choose the step as well: then ours must not be sent.
  select() {
    const share = this.run.n > 1 ? this.position / (this.run.n - 1) : 1;
    this.chosen = this.selected();
    const place = share * (this.run.n - 1);
    this.moveTo(this.model.get("playing") ? place : Math.round(place), this.isSetting);
  }

  // `step` counts updates; the position counts records, because long runs are thinned.
  seek() {
    const step = this.model.get("step");
    if (step === this.run.step[Math.floor(this.position)]) return;
    const later = this.run.step.findIndex((value) => value > step);
    this.moveTo(later < 0 ? this.run.n - 1 : Math.max(0, later - 1), false);
  }

  moveTo(position, isOurs = true) {
    this.position = Math.max(0, Math.min(position, this.run.n - 1));
    if (isOurs) this.set({ step: this.run.step[Math.floor(this.position)] }, false);
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
    const isSeen = this.views.size > 0;
    if (isSeen && this.model.get("playing"))
      this.frame = requestAnimationFrame((now) => this.tick(now));
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

  // The ghost keeps the runs it came from: it stays when the kernel sends others.
  pin() {
    const [i, j] = this.model.get("pinned");
    const isKnown = this.ghost && this.ghost.i === i && this.ghost.j === j;
    if (!isKnown) this.ghost = this.runs.has(i, j) ? this.runs.run(i, j) : null;
    this.draw();
  }

  togglePin() {
    this.set({ pinned: this.ghost ? [] : [this.run.i, this.run.j] });
  }

  // What the page does not have is asked of the kernel; if it stays silent, that is said.
  ask(values) {
    if (!this.hasKernel()) return this.say(NO_KERNEL);
    const asked = this.model.get("asked") + 1;
    this.set({ ...values, asked });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.model.get("answered") < asked) this.say(NO_ANSWER);
    }, 2000);
  }

  say(message) {
    this.message = message;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.message = "";
      this.draw();
    }, MESSAGE_MS);
    for (const view of this.views) view.wanted = null;
    this.draw();
  }

  draw() {
    for (const view of this.views) view.draw();
  }
}

const kinds = {}; // kind -> [Playback, View], where they are not the usual ones
