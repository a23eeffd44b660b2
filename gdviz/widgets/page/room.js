// Room for the longest words there may be, so that nothing below them moves.

// Updates, epochs and samples of a run that the page makes itself.
const LONG = [500, 88.8, 150_000];

/** @param {string[]} texts */
const longest = (texts) => texts.reduce((one, other) => (other.length > one.length ? other : one));

const together = (/** @type {string[]} */ ...parts) => parts.filter(Boolean).join(" · ");

// The longest values that the sliders may stand at.
/** @param {Model} model */
function longestSetting(model) {
  const values = model.get("knobs").map(({ name, values }) => {
    return [name, longest(["", ...model.get(values).map(brief)])];
  });
  return fill(model.get("words").setting, Object.fromEntries(values));
}

// The longest state: numbers at their widest.
/** @param {Model} model @param {Runs} runs */
function longestState(model, runs) {
  const words = model.get("words");
  const most = (/** @type {number} */ k) =>
    Array.from(runs.clock ?? LONG).reduce(
      (high, n, at) => (at % 3 === k ? Math.max(high, n) : high),
      0,
    );
  const loss = fullPower(-1.23e-45, 3);
  const [step, samples] = [most(0), most(2)].map(counted);
  const update = fill(words.update, { step, samples, loss, epoch: brief(88.8) });
  const gone = fill(words.diverged_at, { state: fill(words.diverged, { n: step }), loss });
  const states = [update, gone];
  if (words.flight) states.push(fill(words.flight, { state: update, loss }));
  if (words.cloud) states.push(fill(words.cloud, { n: step, measured: loss, predicted: loss }));
  if (words.lab) states.push(fill(words.lab, { epoch: step, best: step, loss }));
  if (words.target) {
    const time = fill(longest(Object.values(words.times)), { n: samples });
    states.push(fill(words.reached, { state: update, time }));
  }
  return longest(states);
}

// The longest limit, whatever batch is chosen.
/** @param {Model} model */
function longestLimit(model) {
  const limits = [model.get("learning_rate_limit"), ...(model.get("learning_rate_limits") ?? [])];
  if (!limits.some((limit) => typeof limit === "number")) return "";
  const words = model.get("words");
  const b = longest(["", ...model.get("batch_sizes").map(counted)]);
  const texts = [words.limit, words.limit_of_all, words.limit_of_batch];
  return longest(texts.map((text) => fill(text, { limit: format(0.00123), b })));
}

/** @param {Model} model @param {Runs} runs */
function roomInWords(model, runs) {
  if (!model.get("words").now) return "";
  const parts = { setting: longestSetting(model), state: longestState(model, runs) };
  const note = together(longestLimit(model), model.get("advice"));
  return `${fill(model.get("words").now, parts)}\n${note}`;
}
