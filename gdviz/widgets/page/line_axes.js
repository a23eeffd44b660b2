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

// The numbers and the grid of a panel whose axes change.
/** @param {Pen} pen @param {string[]} axes */
function paintNumbers(pen, axes) {
  const { panel, ctx, colors } = pen;
  const { x, y, width, height } = panel.rect;
  const [left, bottom, size] = [x, y + height, panel.scale];
  Object.assign(ctx, { strokeStyle: colors.grid, lineWidth: 0.8 });
  if (axes.includes("x")) {
    for (const value of ticksIn(panel.xlim, Math.max(2, Math.floor(width / 58)))) {
      stroke(ctx, panel.x(value), y, panel.x(value), bottom);
      pen.text(formatTick(value), panel.x(value), bottom + 8 * size);
    }
  }
  const most = Math.max(2, Math.floor(height / 45));
  for (const value of panel.yscale === "log"
    ? powersIn(panel.ylim, most)
    : ticksIn(panel.ylim, most)) {
    stroke(ctx, left, panel.y(value), left + width, panel.y(value));
    pen.text(formatTick(value), left - 8 * size, panel.y(value), 15, "right");
  }
}

/** @param {CanvasRenderingContext2D} ctx */
function stroke(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}

/** @param {number[]} limits @param {number} most @returns {number[]} */
function ticksIn([low, high], most) {
  const [, stride] = roundTicks(high - low, most);
  const first = Math.ceil(low / stride - 1e-9);
  const n = Math.floor(high / stride + 1e-9) - first + 1;
  return Array.from({ length: n }, (_, k) => (first + k) * stride);
}

// 0.01, 0.1, 1, or where these are few 0.1, 0.2, 0.5.
/** @param {number[]} limits @param {number} most @returns {number[]} */
function powersIn([low, high], most) {
  const [first, last] = [low, high].map((value) => Math.floor(Math.log10(value)));
  const factors = last - first < 3 ? [1, 2, 5] : [1];
  const every = Math.ceil((last - first + 1) / most);
  const found = [];
  for (let power = first; power <= last; power += every) {
    found.push(...factors.map((factor) => Number(`${factor}e${power}`)));
  }
  return found.filter((value) => value >= low && value <= high);
}
