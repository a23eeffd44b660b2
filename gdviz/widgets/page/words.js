// What is going on, in words: a line for the eye, and the text alternative of the picture.

const counted = (n) => Math.round(n).toLocaleString("en-US");

// "b = 8, η = 0.3"
function knobsInWords(scene) {
  const { model, run } = scene;
  const own = states[model.get("kind")].knobs;
  if (own) return own(scene);
  const { values, symbol } = model.get("knob");
  const [knob, rates] = [model.get(values), model.get("learning_rates")];
  const parts =
    knob.length > 1 || model.get("n_samples") > 1 ? [`${symbol} = ${brief(knob[run.j])}`] : [];
  if (rates.length) parts.push(`${model.get("rate_symbol")} = ${brief(rates[run.i])}`);
  return parts.join(", ");
}

const states = {
  descent({ model, run, m, target, count }) {
    if (isGone(run, m)) return `diverged after ${counted(run.diverged)} updates`;
    const data =
      model.get("n_samples") > 1
        ? `epoch ${brief(run.epoch[m])}, ${counted(run.samples_seen[m])} samples, `
        : "";
    const now = `update ${counted(run.step[m])}, ${data}loss ${format(run.loss[m])}`;
    return target === null ? now : `${now}, ${goalInWords(run, target, count)}`;
  },

  race({ run, m }) {
    return `update ${counted(run.step[m])}`;
  },

  cloud({ run, m, model }) {
    const law = model.get("predicted")[run.j];
    const measured = m > 0 ? format(trace(covariance(run, m + 1))) : "–";
    const predicted = format(law[0] + law[2]);
    return `${counted(m + 1)} mini-batches, variance ${measured} measured, ${predicted} predicted`;
  },
};

function isGone(run, m) {
  return run.diverged !== null && m >= run.last;
}

function goalInWords(run, target, count) {
  const m = arrival(run, target);
  return m < 0
    ? "the target is not reached"
    : `the target is reached after ${brief(run[count][m])} ${COUNTS[count]}`;
}

// What stands beside the entries of the legend: the loss of each racer, on a map the range.
function keyInWords(scene) {
  const { model, runners } = scene;
  if (model.get("panels")[0].name === "map") return [timesOf(scene).words];
  if (!model.get("racers").length) return [];
  return runners.map(({ run, m }) =>
    isGone(run, m) ? `diverged after ${run.diverged}` : format(run.loss[m]),
  );
}
