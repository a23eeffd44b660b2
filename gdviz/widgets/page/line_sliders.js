// The sliders of the line lab: what values they have for the points there are.

const log = Math.log;

// Where the slider stands that is to stay as close to a value as it can.
/** @param {number[]} values */
function closestTo(values, wanted) {
  const distances = values.map((value) => Math.abs(log(value / wanted)));
  return distances.indexOf(Math.min(...distances));
}

/** @param {number} n */
function batchSizesOf(n) {
  const powers = Array.from({ length: 12 }, (_, k) => 2 ** k).filter((b) => b < n);
  return [...powers, n];
}

// η in powers of ten where 2/λ_max is in the upper half.
/** @param {number[]} base @param {Place[]} points */
function ratesOf(base, points) {
  const { large } = lineCurvature(lineMoments(points));
  const power = 10 ** Math.floor(Math.log10(2 / large / 0.3) + 1e-9);
  return base.map((rate) => Number((rate * power).toPrecision(2)));
}

// Axes and sliders that belong to new points.
/** @param {Model} model @param {Place[]} points @param {number | null} wanted */
function batchTraits(model, points, wanted = null) {
  const sizes = model.get("batch_sizes");
  const b = wanted ?? sizes[model.get("batch_size_index")];
  const isSame = sizes[sizes.length - 1] === points.length;
  const batch_sizes = isSame ? sizes : batchSizesOf(points.length);
  return { batch_sizes, batch_size_index: closestTo(batch_sizes, b) };
}

/** @param {Model} model @param {Place[]} points */
function freshTraits(model, points, hasTruth) {
  const rates = ratesOf(model.get("base_rates"), points);
  const now = model.get("learning_rates")[model.get("learning_rate_index")];
  const truth = hasTruth ? model.get("true_params") : null;
  return {
    view: viewOf(points, model.get("start"), truth),
    learning_rates: rates,
    learning_rate_index: closestTo(rates, now),
  };
}
