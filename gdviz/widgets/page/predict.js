// A prediction: asked, committed to, and only then told what is right. It is a widget of its own.

const STORE = "gdviz-predict"; // in localStorage: name -> { question, given, isRight }

// A browser may refuse to keep anything; then a prediction lasts as long as its page.
function keptPredictions() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}

function keepPrediction(name, entry) {
  try {
    const { [name]: _old, ...others } = keptPredictions();
    localStorage.setItem(STORE, JSON.stringify(entry ? { ...others, [name]: entry } : others));
  } catch {
    // It was said already that nothing is kept elsewhere.
  }
}

// The other question of the same name that was once asked here is another question.
/** @param {Model} model */
function keptFor(model) {
  const kept = keptPredictions()[model.get("name")];
  return kept?.question === model.get("question") ? kept.given : null;
}

/** @param {Model} model */
function isRight(model, given) {
  const right = model.get("right");
  if (model.get("choices").length) return right.includes(given);
  return right[0] <= given && given <= right[1];
}

// How many predictions of this notebook were right.
/** @param {Model} model */
function tally(model) {
  const [notebook] = model.get("name").split(".");
  const own = Object.entries(keptPredictions()).filter(([name]) => name.startsWith(`${notebook}.`));
  if (own.length === 0) return "";
  const right = own.filter(([, entry]) => entry.isRight).length;
  return fill(model.get("words").tally, { right, n: own.length });
}

/** @param {Model} model @param {string | number | null} given */
function verdict(model, given) {
  const words = model.get("words");
  const said = (value) => [typeof value === "number" ? brief(value) : value, model.get("unit")];
  const written = (value) => said(value).filter(Boolean).join(" ");
  const truth = model.get("truth");
  const fields = { given: written(given), truth: written(truth), off: "" };
  if (given === null) return fill(words.truth, fields);
  if (isRight(model, given)) return fill(words.right, fields);
  if (typeof given !== "number") return fill(words.wrong, fields);
  fields.off = written(Math.abs(given - truth));
  return fill(given > truth ? words.high : words.low, fields);
}

class PredictionBox {
  /** @param {Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.words = model.get("words");
    this.isShown = false;
    this.verdict = make("p", { role: "status", "aria-live": "polite" });
    this.tally = make("p", { class: "tally" });
    this.fields = model.get("choices").length ? this.makeChoices() : this.makeNumber();
    this.commit = makeButton(this.words.commit, null, () => {}, { type: "submit" });
    this.other = makeButton("", null, () => this.turn());
    const onsubmit = (event) => {
      event.preventDefault();
      this.give(this.read());
    };
    // JupyterLab keeps Enter for itself.
    const onkeydown = (event) => {
      if (event.key !== "Enter" || !event.target.matches("input")) return;
      event.preventDefault();
      event.stopPropagation();
      event.target.form.requestSubmit();
    };
    const legend = make("legend", {}, ...pieces(this.words.asked, this.asked()));
    const fieldset = make("fieldset", {}, legend, ...this.fields.nodes);
    const buttons = make("p", { class: "buttons" }, this.commit, this.other);
    const parts = [fieldset, buttons, this.verdict, this.tally];
    el.append(make("form", { class: "gdviz-predict", onsubmit, onkeydown }, ...parts));
    this.show();
  }

  asked() {
    const predict = make("b", {}, this.words.predict);
    return { predict, question: this.model.get("question") };
  }

  makeChoices() {
    const name = newId();
    const inputs = this.model
      .get("choices")
      .map((value) => make("input", { type: "radio", name, value, required: true, ...KEEP_KEYS }));
    return { inputs, nodes: inputs.map((input) => make("label", {}, input, ` ${input.value}`)) };
  }

  makeNumber() {
    const { number, share } = this.words;
    const input = make("input", { type: "number", step: "any", required: true, ...KEEP_KEYS });
    const label = make("label", {}, `${number} `, input, ` ${this.model.get("unit")}`);
    return { inputs: [input], nodes: [label, make("small", {}, share)] };
  }

  read() {
    const { inputs } = this.fields;
    if (!this.model.get("choices").length) return inputs[0].valueAsNumber;
    return inputs.find((input) => input.checked).value;
  }

  give(given) {
    const { model } = this;
    const entry = { question: model.get("question"), given, isRight: isRight(model, given) };
    keepPrediction(model.get("name"), entry);
    model.set("given", given);
    model.save_changes();
  }

  // Shows the answer without a prediction, or forgets the one there is.
  turn() {
    const { model } = this;
    this.isShown = model.get("given") === null && !this.isShown;
    if (!this.isShown) {
      keepPrediction(model.get("name"), null);
      for (const input of this.fields.inputs) if (input.type === "number") input.value = "";
      model.set("given", null);
      model.save_changes();
    }
    this.show();
  }

  show() {
    const { model, words } = this;
    const given = model.get("given") ?? null;
    const isOver = given !== null || this.isShown;
    for (const input of this.fields.inputs) {
      input.disabled = isOver;
      if (input.type === "radio") input.checked = input.value === given;
      else if (given !== null) input.value = given;
      const isTruth = isOver && input.value === model.get("truth");
      input.parentElement.classList.toggle("truth", isTruth);
    }
    this.commit.disabled = isOver;
    setText(this.other, isOver ? (this.isShown ? words.hide : words.forget) : words.show);
    setText(this.verdict, isOver ? verdict(model, given) : "");
    setText(this.tally, given === null ? "" : tally(model));
    this.verdict.classList.toggle("right", given !== null && isRight(model, given));
  }
}

// What the reader committed to in this browser, before.
/** @param {Model} model */
function recall(model) {
  if (model.get("given") !== null) return;
  const given = keptFor(model);
  if (given === null) return;
  keepPrediction(model.get("name"), {
    question: model.get("question"),
    given,
    isRight: isRight(model, given), // the run may have become another one
  });
  model.set("given", given);
  model.save_changes();
}

export default () => ({
  initialize({ model }) {
    recall(model);
    return keepPicture(model);
  },
  render({ model, el }) {
    const box = new PredictionBox(model, el);
    const show = () => box.show();
    model.on("change:given", show);
    return () => model.off("change:given", show);
  },
});
