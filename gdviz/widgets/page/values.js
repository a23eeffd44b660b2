// Numbers to type: η, b, the seed and the update. What the page does not hold is asked of the
// kernel; without one the nearest that there is comes, and a line says so.

class Values {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.playback = view.playback;
    this.model = view.model;
    this.words = view.controls.words;
    const { type_rate, type_size, type_seed, type_step } = this.words;
    const named = (name) => this.model.get("knobs").find((knob) => knob.name === name);
    const fields = [
      this.field(type_rate, named("learning_rate")),
      this.field(type_size, this.model.get("n_samples") > 1 && named("batch_size")),
      this.model.get("is_random") &&
        this.makeField(type_seed, () => this.model.get("seed"), this.seed),
      this.makeField(
        type_step,
        () => this.playback.run.step[Math.floor(this.playback.position)],
        this.step,
      ),
    ];
    this.fields = fields.filter(Boolean);
    const row = make("div", { class: "gdviz-row" }, ...this.fields.map(({ node }) => node));
    const { node, show } = makeFold(view, "values", this.words.values, [row], this.draw);
    this.node = node;
    this.show = show;
  }

  // A slider's value as a number.
  field(label, knob) {
    if (!knob) return null;
    const { values, index, name } = knob;
    const now = () => this.model.get(values)[this.model.get(index)];
    return this.makeField(label, now, (value) => this.choose(knob, name, value));
  }

  makeField(label, now, set) {
    const id = newId();
    const onchange = () => Number.isFinite(input.valueAsNumber) && set(input.valueAsNumber);
    const onkeydown = (event) => event.key === "Enter" && onchange(); // JupyterLab keeps it
    const attributes = { id, type: "number", step: "any", ...KEEP_KEYS, onchange, onkeydown };
    const input = make("input", attributes);
    const node = make("span", {}, make("label", { for: id }, label), " ", input);
    return { node, input, now };
  }

  draw = () => {
    for (const { input, now } of this.fields) {
      if (!isTypedIn(input)) input.value = now();
    }
  };

  choose({ values, index }, name, value) {
    const offered = this.model.get(values);
    const exact = offered.indexOf(value);
    if (exact >= 0) return this.playback.set({ [index]: exact });
    if (this.playback.hasKernel() && this.words.takes_new) {
      return this.playback.ask({ typed: [name, value] });
    }
    const nearest = nearestOf(offered, value);
    this.playback.set({ [index]: nearest });
    this.tell(value, offered[nearest]);
  }

  seed = (seed) => this.playback.ask({ seed });

  step = (step) => {
    const { playback } = this;
    const place = nearestOf([...playback.run.step], step);
    playback.scrub(place);
    playback.tell();
    if (playback.run.step[place] !== step) this.tell(step, playback.run.step[place]);
  };

  tell(asked, taken) {
    this.playback.say(fill(this.words.nearest, { asked: brief(asked), taken: brief(taken) }));
  }
}

// The index of the value that is nearest: by ratio, as values stand on their sliders.
function nearestOf(values, wanted) {
  const isRatio = values[0] > 0 && wanted > 0;
  const distance = (value) => Math.abs(isRatio ? Math.log(value / wanted) : value - wanted);
  return values.reduce(
    (best, value, k) => (distance(value) < distance(values[best]) ? k : best),
    0,
  );
}

folds.push((view) => (view.controls.words.values ? new Values(view) : null));
