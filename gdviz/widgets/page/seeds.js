// Chance: where the losses of other seeds are, and how this one compares.

const BAND = [0, 0.1, 0.9, 1]; // quantiles: all seeds, and eight in ten of them
const BAND_ALPHAS = [0.22, 0.4];

// The losses of all seeds at the updates that were recorded of them; the run's own come first.
/** @param {Runs} runs @param {Run} run @returns {{steps: number[], losses: number[][]} | null} */
function seedLosses(runs, { i, j }) {
  const { fan_steps, n_seeds = 0, fan_range, fan_is_log } = runs.packing;
  if (!runs.fanLosses?.length || !fan_steps || !fan_range) return null;
  const [low, high] = fan_range;
  const size = (high - low) / (FACTS.off - 1);
  const n = fan_steps[j].length;
  const starts = offsets(fan_steps.map((steps) => steps.length));
  const first = (n_seeds + 1) * (runs.n_rates * starts[j] + i * n);
  const lossOf = (code) => {
    if (code === FACTS.off) return Infinity;
    return fan_is_log ? 10 ** (low + code * size) : low + code * size;
  };
  const losses = Array.from({ length: n_seeds + 1 }, (_, k) =>
    Array.from(runs.fanLosses.subarray(first + k * n, first + (k + 1) * n), lossOf),
  );
  return { steps: fan_steps[j], losses };
}

// As NumPy has it: between two values by their distance.
/** @param {number[]} sorted @param {number} share */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const [k, part] = [Math.floor(place), place % 1];
  return part ? sorted[k] + part * (sorted[k + 1] - sorted[k]) : sorted[k];
}

// For each record the quantiles of the other seeds.
/** @param {number[][]} losses @returns {number[][]} */
function bandOf([, ...others]) {
  return others[0].map((_, k) => {
    const sorted = others.map((loss) => loss[k]).sort((a, b) => a - b);
    return BAND.map((share) => quantile(sorted, share));
  });
}

// What is counted at an update, between two records.
/** @param {Run} run @param {Count} count @param {number} step */
function countedAt(run, count, step) {
  const later = run.step.findIndex((value) => value >= step);
  if (later <= 0) return run[count][later < 0 ? run.n - 1 : 0];
  const [a, b] = [run.step[later - 1], run.step[later]];
  const part = (step - a) / (b - a);
  return run[count][later - 1] + part * (run[count][later] - run[count][later - 1]);
}

/** @type {Painter} */
function paintBand(pen, { runs, run, m, count }) {
  const seeds = seedLosses(runs, run);
  if (!seeds) return;
  const kept = seeds.steps.filter((step) => step <= run.step[m]);
  const times = kept.map((step) => countedAt(run, count, step));
  const band = bandOf(seeds.losses).slice(0, kept.length);
  for (const [k, alpha] of BAND_ALPHAS.entries()) {
    const side = (q) => times.map((time, n) => [time, Math.min(band[n][q], 1e300)]);
    pen.area([...side(k), ...side(BAND.length - 1 - k).reverse()], {
      color: pen.colors.ghost,
      alpha,
    });
  }
}

// The fits of the other seeds at the last of their records.
/** @param {Pen} pen @param {Scene} scene */
function paintFanFits(pen, { fan, fit }) {
  for (const path of fan) {
    const place = path[path.length - 1];
    if (place?.every(Number.isFinite)) {
      pen.line(fit(place), { color: pen.colors.ghost, width: 1.2, alpha: 0.5 });
    }
  }
}

// Between which losses the other seeds are, and the rank of this one among all of them.
/** @param {Scene} scene @returns {string} */
function spreadInWords({ model, runs, run, m }) {
  const seeds = model.get("show_fan") ? seedLosses(runs, run) : null;
  if (!seeds) return "";
  const k = Math.max(0, seeds.steps.filter((step) => step <= run.step[m]).length - 1);
  const [own, ...others] = seeds.losses.map((loss) => loss[k]);
  return fill(model.get("words").fan_spread, {
    n: others.length,
    step: counted(seeds.steps[k]),
    low: format(Math.min(...others)),
    high: format(Math.max(...others)),
    rank: 1 + others.filter((loss) => loss < own).length,
    all: others.length + 1,
  });
}
