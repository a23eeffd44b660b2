// What is going on, in words: a line for the eye, and the text alternative of the picture.
// All words come from Python, as templates with named fields.

// What an interactive has of its own, by the model's kind: painters of its panels, the words for
// its state, and the values beside its legend.
/** @type {Record<string, Kind>} */
const kinds = {};

// What is folded below the controls: makers of a view's parts, null where it has none of them.
/** @type {((view: View) => Fold | null)[]} */
const folds = [];

/** @param {Model} model */
const kindOf = (model) => kinds[model.get("kind")];

// The runs that Python sent, or those that the page works out.
/** @param {Model} model @returns {Runs} */
function runsOf(model) {
  return kindOf(model).runs?.(model) ?? new Runs(model);
}

// "b = 8, η = 0.3"
/** @param {Model} model */
function setting(model) {
  const values = model.get("knobs").map(({ name, values, index, texts }) => {
    const at = model.get(index);
    return [name, texts?.[at] ?? brief(model.get(values)[at])];
  });
  return fill(model.get("words").setting, Object.fromEntries(values));
}

// The learning rate from which on a run cannot stay: for the batch on the slider, where known.
/** @param {Model} model @returns {number | null} */
function limitOf(model) {
  const own = model.get("learning_rate_limits")?.[model.get("batch_size_index")];
  return own ?? model.get("learning_rate_limit") ?? null;
}

/** @param {Model} model @param {number | null} limit */
function limitInWords(model, limit) {
  if (limit === null) return "";
  const words = model.get("words");
  if (model.get("n_samples") === 1 || !model.get("learning_rate_limits")) {
    return fill(words.limit, { limit: format(limit) });
  }
  const b = model.get("batch_sizes")[model.get("batch_size_index")];
  const isOfAll = limit === model.get("learning_rate_limit");
  const template = isOfAll ? words.limit_of_all : words.limit_of_batch;
  return fill(template, { limit: format(limit), b: counted(b) });
}

/** @param {Run} run */
function isGone(run, m) {
  return run.diverged !== null && m >= run.last;
}

/** @param {Run} run @param {Words} words */
function goneInWords(run, words) {
  const n = run.diverged ?? 0;
  return n === 1 ? words.diverged_at_once : fill(words.diverged, { n: counted(n) });
}

// The last loss that is known of a run that has left.
/** @param {Run} run @param {Words} words */
function goneWithLoss(run, words) {
  const state = goneInWords(run, words);
  const known = Array.from(run.loss)
    .slice(0, run.last + 1)
    .filter(Number.isFinite);
  if (known.length === 0) return state;
  return fill(words.diverged_at, { state, loss: format(known[known.length - 1]) });
}

kinds.descent = {
  painters,
  start: "params",

  state({ model, run, m, target, count }) {
    const words = model.get("words");
    if (isGone(run, m)) return goneWithLoss(run, words);
    const now = fill(words.update, {
      step: counted(run.step[m]),
      epoch: brief(run.epoch[m]),
      samples: counted(run.samples_seen[m]),
      loss: format(run.loss[m]),
    });
    return target === null
      ? now
      : goalInWords(now, run, target, count, words, model.get("show_future") === false ? m : run.n);
  },
};

/** @param {Run} run @param {Count} count @param {Words} words */
function goalInWords(state, run, target, count, words, until) {
  const m = arrival(run, target);
  if (until < run.last && !(m >= 0 && m <= until)) return state; // what comes is hidden
  if (m < 0) return fill(words.missed, { state });
  return fill(words.reached, {
    state,
    time: fill(words.times[count], { n: brief(run[count][m]) }),
  });
}

// What stands beside the entries of the legend in a race: the loss of each racer.
/** @param {Scene} scene */
function lossesInWords({ model, runners }) {
  const words = model.get("words");
  return runners.map(({ run, m }) =>
    isGone(run, m) ? goneInWords(run, words) : format(run.loss[m]),
  );
}

kinds.race = {
  painters,
  start: "params",
  state: ({ model, run, m }) => fill(model.get("words").update, { step: counted(run.step[m]) }),
  key: lossesInWords,
};
