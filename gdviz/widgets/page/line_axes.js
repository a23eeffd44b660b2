// The axes of the line lab: what they show, and their numbers, which the page writes.

// What the axes show: everything. Python has the same rule for its pictures (line_view.py).
/** @param {Place[]} points @param {Place} start @param {Place | null} truth */
function viewOf(points, start, truth) {
  const moments = lineMoments(points);
  const minimum = lineMinimum(moments);
  const best = minimum.params;
  const places = truth ? [start, truth] : [start];
  const away = (k) => Math.max(...places.map((place) => Math.abs(place[k] - best[k])));
  let reach = [0, 1].map((k) => Math.max(1.3 * away(k), 0.1 * Math.abs(best[k]) + 1e-3));
  const widest = Math.max(...reach);
  if (widest < 3.3 * Math.min(...reach)) reach = [widest, widest];
  const high = 4 * lineLoss(moments, minimum, start) || 1;
  return {
    params: best.map((value, k) => [value - reach[k], value + reach[k]]),
    data: [0, 1].map((k) => padded(points.map((point) => point[k]))),
    loss: [minimum.loss > 1e-6 * high ? minimum.loss / 1.5 : 1e-7 * high, high],
  };
}

/** @param {number[]} values */
function padded(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = 0.1 * (high - low) || Math.max(0.1 * Math.abs(low), 1e-3);
  return [low - pad, high + pad];
}

// Whether the axes show what matters, and not from far away.
function isInView({ params, data }, points, start) {
  const { params: best } = lineMinimum(lineMoments(points));
  const holds = ([low, high], value) => low <= value && value <= high;
  const isWithin = (limits, place) => place.every((value, k) => holds(limits[k], value));
  const isNear = data.every(([low, high], k) => {
    const values = points.map((point) => point[k]);
    return Math.max(...values) - Math.min(...values) > 0.35 * (high - low);
  });
  const all = [start, best].every((place) => isWithin(params, place));
  return all && isNear && points.every((point) => isWithin(data, point));
}

/** @param {Panel} panel @param {number[][]} limits */
function setLimits(panel, [xlim, ylim]) {
  Object.assign(panel, { xlim, ylim });
}

// The axis grows where J* falls out of it, or the run leaves it, up to a point.
/** @param {number[]} limits @param {number} best @param {ArrayLike<number>} losses */
function lossLimits([low, high], best, losses) {
  const highest = Math.min(Math.max(...Array.from(losses)), FACTS.loss_growth * high);
  return [
    best > 0 ? Math.min(low, Math.max(best, low / FACTS.loss_growth) / 1.5) : low,
    Math.max(high, 1.5 * highest),
  ];
}
