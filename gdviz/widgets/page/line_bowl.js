// The loss surface of a line fit: ellipses, marks, and steps to scale.

const BANDS = 14;

// A small shape around a place, in pixels.
/** @param {Pen} pen @param {Place} place @param {Place[]} corners */
function paintShape({ ctx, panel, size, colors }, [x, y], corners, fill) {
  ctx.beginPath();
  for (const [dx, dy] of corners) ctx.lineTo(panel.x(x) + dx * size, panel.y(y) + dy * size);
  ctx.closePath();
  ctx.fillStyle = fill;
  const lines = fill === "transparent" ? [colors.panel, colors.text] : [colors.panel];
  for (const [k, color] of lines.entries()) {
    Object.assign(ctx, { strokeStyle: color, lineWidth: (2 * lines.length - 2 * k) * size });
    ctx.stroke();
  }
  ctx.fill();
}

/** @type {Place[]} */
const DIAMOND = [
  [0, -8],
  [8, 0],
  [0, 8],
  [-8, 0],
];
const PLUS = [0, 1, 2, 3].flatMap((k) =>
  [
    [-2, -7.5],
    [2, -7.5],
    [2, -2],
  ].map(([x, y]) => turned(x, y, k)),
);

// By k right angles.
function turned(x, y, k) {
  return k === 0 ? [x, y] : turned(-y, x, k - 1);
}

// The bowl: ellipses of equal loss around θ*, by the axes of its curvature.
/** @param {Pen} pen @param {any} runs */
function paintBowl(pen, runs) {
  const { minimum, curvature } = runs;
  const { panel, colors, ctx } = pen;
  const corners = panel.xlim.flatMap((x) => panel.ylim.map((y) => [x, y]));
  const top = Math.max(...corners.map((place) => runs.lossAt(place))) - minimum.loss;
  const { x, y, width, height } = panel.rect;
  ctx.fillStyle = mix(colors.surface, 1);
  ctx.fillRect(x, y, width, height);
  const reach = 40 * Math.max(...[panel.xlim, panel.ylim].map(([low, high]) => high - low));
  for (let k = BANDS - 1; k > 0; k--) {
    const edge = levelSet(minimum.params, curvature, top * (k / BANDS) ** 2, reach);
    ctx.beginPath();
    for (const [u, v] of edge) ctx.lineTo(panel.x(u), panel.y(v));
    ctx.closePath();
    ctx.fillStyle = mix(colors.surface, k / BANDS);
    ctx.fill();
    pen.stroke(colors.grid, 0.8, 0.6);
  }
}

// Where the loss is `height` above the lowest; a flat valley is closed far away.
function levelSet([a, b], { large, small, axis }, height, reach) {
  const [r, s] = [large, small].map((curved) => Math.min(reach, Math.sqrt((2 * height) / curved)));
  return Array.from({ length: 180 }, (_, k) => {
    const [u, v] = [r * Math.cos((k * Math.PI) / 90), s * Math.sin((k * Math.PI) / 90)];
    return [a + u * axis[0] - v * axis[1], b + u * axis[1] + v * axis[0]];
  });
}

// The next step to scale: its tip is the next place. Under it, the step of all points.
/** @param {Pen} pen @param {any} run @param {Place[]} points */
function paintSteps(pen, run, m, points) {
  const { data, panel: rim, batch, edge } = pen.colors;
  const here = /** @type {[number, number]} */ (placeNow(run, m, 0));
  const step = (rows) => lineGradient(rows, here).map((slope) => -run.rate * slope);
  const arrow = (/** @type {Place} */ move, /** @type {any} */ looks) => {
    const [dx, dy] = ["x", "y"].map((axis, k) => {
      return pen.panel[axis](here[k] + move[k]) - pen.panel[axis](here[k]);
    });
    pen.arrow(here, dx, dy, looks);
  };
  arrow(step(points), { color: data, edge: rim, width: 6 });
  const rows = run.batches[m];
  if (rows) arrow(step(rows.map((k) => points[k])), { color: batch, edge, width: 3 });
}
