// Draws what moves, panel by panel, on a canvas over the still stage, in its colors.

const MOST_DOTS = 150;
const MOST_RIMMED = 200; // samples: so many rims are mud

// The place between two updates where the marker is now.
/** @param {Run} run @returns {Place} */
function placeNow(run, m, glide) {
  if (!(glide > 0) || m >= run.last) return run.at.map((axis) => axis[m]);
  return run.at.map((axis) => axis[m] + glide * (axis[m + 1] - axis[m]));
}

function valueNow(values, m, glide) {
  return glide > 0 ? values[m] + glide * (values[m + 1] - values[m]) : values[m];
}

/** @type {Record<string, Painter>} */
const painters = {
  params(pen, scene) {
    followRun(pen, scene);
    paintWhere(pen, scene);
    for (const runner of scene.runners) paintAway(pen, runner, scene.model);
  },

  data(pen, scene) {
    const { ghost, points, fit } = scene;
    const [{ run, m, glide }] = scene.runners;
    const { colors } = pen;
    const { path: color, batch, edge } = colors;
    const rows = run.runs.batch(run, m);
    const radius = Math.max(3.2, Math.min(6, 30 / Math.sqrt(rows.length || 1)));
    const rim = rows.length > MOST_RIMMED ? null : edge; // many rims are mud
    pen.inside(() => {
      pen.dots(rows.map(points), { color: batch, edge: rim, radius, width: 1.1 });
      paintFanFits(pen, scene);
      if (ghost) pen.line(fit(placeNow(ghost, ghost.last, 0)), ghostLooks(colors, { halo: true }));
      pen.line(fit(placeNow(run, m, glide)), { color, width: 3.5, halo: true });
    });
  },

  loss(pen, scene) {
    growLosses(pen, scene);
    paintLosses(pen, scene);
  },
};

/** @type {Painter} */
function paintWhere(pen, scene) {
  (scene.run.at.length === 1 ? paintCurve : paintSurface)(pen, scene);
}

/** @type {Painter} */
function paintLosses(pen, scene) {
  const { runners, run, m, glide, ghost, count, end, label, target } = scene;
  const { colors, panel } = pen;
  panel.xlim = [0, 1.04 * end]; // room for the last dot
  paintTicks(pen, label);
  const level = (loss) => [0, panel.xlim[1]].map((x) => [x, loss]);
  pen.inside(() => {
    if (target !== null) pen.line(level(target), { color: colors.text, width: 1.5, dash: [3, 4] });
    if (scene.fan.length) paintBand(pen, scene);
    pen.upright(valueNow(run[count], m, glide), { alpha: 0.55 });
    if (ghost) pen.curve(ghost.n, ghost[count], ghost.loss, ghostLooks(colors));
    if (scene.hasBatchLoss) paintBatchLosses(pen, scene);
    for (const runner of runners) paintLoss(pen, runner, count, scene.showsFuture);
  });
}

const ghostLooks = (colors, more = {}) => ({
  color: colors.ghost,
  dash: FACTS.ghost_dash,
  ...more,
});

/** @type {Painter} */
function paintBatchLosses(pen, { runs, model, run, m, count }) {
  const { batch, edge } = pen.colors;
  const losses = batchLosses(runs, run, model.get("batch_loss_factor"));
  pen.dotsOf(m + 1, run[count], losses, { color: batch, edge, radius: 2.4, width: 0.5 });
}

/** @param {Pen} pen @param {Runner} runner @param {Count} count */
function paintLoss(pen, { run, m, color, dash }, count, showsFuture) {
  const [times, losses] = [run[count], run.loss];
  const ahead = { color, dash, width: 2, alpha: 0.32 };
  if (m < run.last && showsFuture) pen.curve(run.n, times, losses, ahead);
  pen.curve(m + 1, times, losses, { color, dash, width: 2.8, halo: true });
  pen.dots([[times[m], losses[m]]], { color, edge: pen.colors.panel, radius: 6 });
}

/** @type {Painter} */
function paintSurface(pen, scene) {
  const { runners, ghost, fan, wanted } = scene;
  const { colors } = pen;
  const isRace = runners.length > 1;
  pen.inside(() => {
    for (const places of fan) pen.line(places, { color: colors.ghost, width: 1.3, alpha: 0.5 });
    if (ghost) paintGhost(pen, ghost);
    if (scene.hasBatchLoss) paintBatchContour(pen, scene);
    for (const runner of runners) paintPath(pen, runner, isRace);
    const edge = isRace ? colors.text : colors.path;
    const start = placeNow(runners[0].run, 0, 0);
    pen.dots([start], { color: colors.panel, edge, radius: 5.5, width: 2.5 });
    if (!isRace) paintArrows(pen, runners[0], placeNow(runners[0].run, runners[0].m, 0));
    for (const { run, m, glide, color } of runners) {
      pen.dots([placeNow(run, m, glide)], { color, edge: colors.panel, radius: 7, width: 2 });
    }
    if (wanted) paintWanted(pen, wanted);
  });
}

// Where runs are asked from, until they are there.
function paintWanted(pen, place) {
  pen.dots([place], { color: "transparent", edge: pen.colors.text, radius: 9, width: 2 });
}

/** @param {Pen} pen @param {Runner} runner @param {boolean} isRace */
function paintPath(pen, { run, m, glide, color, dash }, isRace) {
  const end = glide > 0 && m < run.last ? placeNow(run, m, glide) : null;
  const [xs, ys] = run.at;
  pen.curve(m + 1, xs, ys, { color, dash, halo: true, end });
  if (!isRace && m <= MOST_DOTS) pen.dotsOf(m + 1, xs, ys, { color, radius: 2.8 });
}

function paintBatchContour(pen, scene) {
  const reach = 30 * (pen.panel.xlim[1] - pen.panel.xlim[0]);
  const contour = batchContour(scene, placeNow(scene.run, scene.m, 0), reach);
  const closed = [...contour, ...contour.slice(0, 1)];
  pen.line(closed, { color: pen.colors.edge, width: 4 });
  pen.line(closed, { color: pen.colors.batch, width: 2.4, dash: FACTS.ghost_dash });
}

function paintGhost(pen, ghost) {
  const { ghost: color, panel: edge } = pen.colors;
  const looks = ghostLooks(pen.colors, { width: 2, halo: true });
  pen.curve(ghost.last + 1, ghost.at[0], ghost.at[1], looks);
  pen.dots([placeNow(ghost, ghost.last, 0)], { color, edge, radius: 5.5 });
}

// One parameter: the path hops along the curve; a tangent and the level step lead to the next hop.
/** @type {Painter} */
function paintCurve(pen, { runners: [{ run, m, glide }], ghost, wanted, showsFuture }) {
  const { path: color, ghost: pale, panel: edge } = pen.colors;
  const [thetas, { loss }] = [run.at[0], run];
  const here = [thetas[m], loss[m]];
  const next = hopFrom(run, m);
  pen.inside(() => {
    if (ghost) {
      const n = ghost.last + 1;
      pen.curve(n, ghost.at[0], ghost.loss, ghostLooks(pen.colors, { width: 1.6 }));
      pen.dotsOf(n, ghost.at[0], ghost.loss, { color: pale, radius: 3 });
    }
    pen.curve(m + 1, thetas, loss, { color, width: 1.4, alpha: 0.7 });
    pen.dotsOf(m + 1, thetas, loss, { color, edge, radius: 4, width: 1 });
    paintTangent(pen, here, run.runs.slope(run, m));
    if (next) paintHop(pen, here, next, showsFuture);
    const place = glide > 0 && m < run.last ? hop(here, [thetas[m + 1], loss[m + 1]], glide) : here;
    pen.dots([place], { color, edge, radius: 8, width: 2 });
    if (wanted) pen.upright(wanted[0], { dash: [4, 4] });
  });
}

/** @param {Pen} pen @param {Place} place */
function paintTangent(pen, [theta, loss], slope) {
  if (!Number.isFinite(slope)) return;
  const { xlim, ylim } = pen.panel;
  const [wide, high] = [xlim[1] - xlim[0], ylim[1] - ylim[0]];
  const reach = (0.17 * wide) / Math.hypot(1, (slope * wide) / high);
  const ends = [-reach, reach].map((d) => [theta + d, loss + slope * d]);
  pen.line(ends, { color: pen.colors.limit, width: 3, dash: [9, 5], halo: true });
}

// Where the next update leads: its place, and its loss where that is known.
/** @param {Run} run @returns {Place | null} */
function hopFrom(run, m) {
  const next = nextPlace(run, m);
  return next && [next[0], run.step[m + 1] === run.step[m] + 1 ? run.loss[m + 1] : NaN];
}

// The update −η J′(θ) is level; the curve then says how high the new place is.
/** @param {Pen} pen @param {Place} here @param {Place} next */
function paintHop(pen, here, next, showsFuture) {
  const drop = [[next[0], here[1]], next];
  if (showsFuture) pen.line(drop, { color: pen.colors.text, width: 1.6, dash: [2, 5] });
  const move = moveBetween(pen.panel, here, [next[0], here[1]]);
  paintArrow(pen, here, move, { color: pen.colors.path, edge: pen.colors.panel, width: 4 });
}

// First along the arrow, then down to the curve.
/** @param {Place} from @param {Place} to @returns {Place} */
function hop([x0, y0], [x1, y1], glide) {
  const [across, down] = [Math.min(1, 1.5 * glide), Math.max(0, 3 * glide - 2)];
  return [x0 + across * (x1 - x0), y0 + down * (y1 - y0)];
}
