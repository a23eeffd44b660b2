// The controls of one view. Each one sets a trait of the model, and is set by it.

class Controls {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.playback = view.playback;
    this.model = view.model;
    /** @type {Words} */
    this.words = this.model.get("words");
    this.key = makeKey(this.model.get("key"));
    const shown = this.model.get("knobs").filter((knob) => knob.is_shown);
    this.sliders = shown.map((knob) => this.makeKnob(knob));
    this.start = this.makeStart();
    this.target = this.makeTarget();
    this.counts = this.makeCounts();
    this.fan = makeCheckbox(this.words.fan, (isShown) => view.askFan(isShown));
    this.reshuffle = this.makeReshuffle();
    const { playback, words } = this;
    this.pinned = makeButton(words.pin, words.pin_hint, () => playback.togglePin());
    this.fit = makeButton(words.fit, words.fit_hint, () => view.fit(!view.isFitted));
    this.reset = makeButton(words.reset, words.reset_hint, () => playback.reset());
    this.loop = makeCheckbox(words.loop, (loop) => playback.set({ loop }));
    this.scrub = this.makeScrub();
    this.speed = makeSpeed(this.words.speed, (speed) => this.playback.set({ speed }));
    const rows = [this.sliders.map(({ node }) => node), this.playBar(), this.choices()];
    this.rows = rows.map((row) => make("div", { class: "gdviz-row" }, ...row));
    this.note = this.model.get("live") ? [] : [this.close()];
  }

  makeKnob({ name, values, index, label, texts }) {
    const set = (chosen) => {
      const more = this.view.kind.follow?.(this.view, index, chosen);
      this.playback.set({ ...more, [index]: chosen });
    };
    if (texts?.length) return { name, index, values, ...makeSwitch(label, texts, set) };
    const above = this.words.above_limit;
    return { name, index, values, ...makeSlider({ label, above, set }) };
  }

  playBar() {
    const { playback, words } = this;
    const jump = (sign, hint, name, records) =>
      makeButton(sign, hint, () => playback.jump(records), { "aria-label": name });
    const toggle = () => playback.toggle();
    this.play = makeButton(words.play, words.play_hint, toggle, { class: "play" });
    this.back = jump("◀", words.back_hint, words.back, -1);
    this.on = jump("▶|", words.on_hint, words.on, 1);
    return [
      this.play,
      this.back,
      this.on,
      make("span", { class: "gdviz-scrub" }, this.scrub),
      this.speed,
      this.loop.node,
      ...(this.model.get("can_pin") ? [this.pinned] : []),
      ...(this.view.canFit() ? [this.fit, this.reset] : []),
    ];
  }

  makeScrub() {
    const { playback } = this;
    const scrub = make("input", {
      type: "range",
      min: 0,
      step: 1,
      "aria-label": this.words.scrub,
      ...KEEP_KEYS,
      oninput: () => playback.scrub(Number(scrub.value)),
      onchange: () => playback.tell(),
    });
    scrub.style.setProperty("--track", PLAIN_TRACK);
    return scrub;
  }

  makeStart() {
    const { start, start_of } = this.words;
    const labels = this.model.get("param_names").map((name) => fill(start_of, { name }));
    return makeStart(start, labels, (place) => this.view.askStart(place));
  }

  makeTarget() {
    const { target } = this.words;
    return makeStart(target ?? "", [target ?? ""], ([loss]) => this.playback.set({ target: loss }));
  }

  makeCounts() {
    const { counts, x_axis } = this.words;
    const offered = this.model.get("counts").map((count) => [count, counts[count]]);
    return makeCounts(x_axis, offered, (count) => this.playback.set({ x_axis: count }));
  }

  makeReshuffle() {
    const { reshuffle, reshuffle_hint } = this.words;
    const shuffle = () => this.playback.ask({ seed: this.model.get("seed") + 1 });
    return makeButton(reshuffle, reshuffle_hint, shuffle);
  }

  choices() {
    const { model, playback, words } = this;
    const showLoss = (isShown) => playback.set({ show_batch_loss: isShown });
    this.batchLoss = makeCheckbox(words.batch_loss, showLoss);
    return [
      ...(model.get("counts").length > 1 ? [this.counts.node] : []),
      ...(model.get("is_random") ? [this.reshuffle] : []),
      ...(model.get("can_fan") ? [this.fan.node] : []),
      ...(model.get("batch_loss_factor") ? [this.batchLoss.node] : []),
      ...(words.target ? [this.target.node] : []),
      ...(model.get("param_names").length ? [this.start.node] : []),
      this.key.node,
    ];
  }

  // In a page that never has a kernel, what asks one cannot be pressed, and a line says why.
  close() {
    const hasFan = this.playback.runs.hasFan;
    const asking = [this.reshuffle, ...this.start.inputs, ...(hasFan ? [] : [this.fan.input])];
    for (const control of asking) control.disabled = true;
    const { needs_python, needs_python_here, binder } = this.words;
    const href = this.model.get("door");
    const line = href
      ? pieces(needs_python_here, { binder: make("a", { href }, binder) })
      : [needs_python];
    return make("p", { class: "gdviz-note" }, ...line);
  }

  /** @param {Scene} scene @param {number | null} limit */
  show({ run, m, model, isFitted }, limit) {
    const { playback, words } = this;
    const isPlaying = model.get("playing");
    for (const { name, index, values, show } of this.sliders) {
      show(model.get(index), model.get(values), name === "learning_rate" ? limit : null);
    }
    this.key.show(model);
    this.target.show([model.get("target") ?? 0]);
    this.counts.show(model.get("x_axis"));
    this.scrub.max = Math.max(1, run.n - 1);
    this.scrub.value = Math.min(playback.position, run.n - 1);
    this.scrub.setAttribute("aria-valuetext", fill(words.scrubbed, { step: run.step[m] }));
    this.showJump(this.back, "back", run.step[m] - run.step[Math.max(0, m - 1)]);
    this.showJump(this.on, "on", run.step[Math.min(m + 1, run.n - 1)] - run.step[m]);
    this.speed.value = model.get("speed");
    this.loop.input.checked = model.get("loop");
    this.fan.input.checked = Boolean(model.get("show_fan")) && playback.runs.hasFan;
    if (this.batchLoss) this.batchLoss.input.checked = Boolean(model.get("show_batch_loss"));
    setText(this.play, isPlaying ? words.pause : words.play);
    setText(this.pinned, playback.ghost ? words.unpin : words.pin);
    this.pinned.setAttribute("aria-pressed", playback.ghost !== null);
    this.fit.setAttribute("aria-pressed", isFitted);
  }
  // What a button that goes to the next record is called: a thinned run takes several updates.
  showJump(button, name, n) {
    const ending = n > 1 ? "_many" : "";
    const text = (key) => fill(this.words[key], { n: counted(n) });
    button.setAttribute("aria-label", text(name + ending));
    button.title = text(`${name + ending}_hint`);
  }
}
