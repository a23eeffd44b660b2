// Draws what moves, panel by panel, on a canvas over the still stage, in its colors.

// One panel: its tile in the page, and the way from numbers to pixels of that tile.
class Panel {
  constructor(spec, stageSize) {
    Object.assign(this, spec);
    [this.stageWidth, this.stageHeight] = stageSize;
  }

  resize(canvas, ratio) {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    const [left, wide] = [this.tile[0], this.tile[1]];
    this.scale = width / (wide * this.stageWidth);
    this.rect = {
      x: ((this.left - left) / wide) * width,
      y: this.top * height,
      width: (this.width / wide) * width,
      height: this.height * height,
    };
    this.tileSize = [width, height];
  }

  x(value) {
    return this.rect.x + this.rect.width * fraction(value, this.xlim, this.xscale);
  }

  y(value) {
    return this.rect.y + this.rect.height * (1 - fraction(value, this.ylim, this.yscale));
  }

  valueAt(px, py) {
    const [u, v] = [
      (px - this.rect.x) / this.rect.width,
      1 - (py - this.rect.y) / this.rect.height,
    ];
    return [between(u, this.xlim, this.xscale), between(v, this.ylim, this.yscale)];
  }
}

// Far outside the panel a canvas would run out of numbers; a few panels away is invisible already.
function fraction(value, [low, high], scale) {
  const u =
    scale === "log"
      ? Math.log(Math.max(value, 1e-300) / low) / Math.log(high / low)
      : (value - low) / (high - low);
  return Math.max(-50, Math.min(50, u));
}

function between(u, [low, high], scale) {
  return scale === "log" ? low * (high / low) ** u : low + u * (high - low);
}

// A pen draws in one panel with the theme's colors, and never outside of the axes.
class Pen {
  constructor(canvas, panel, colors) {
    const ratio = window.devicePixelRatio || 1;
    panel.resize(canvas, ratio);
    Object.assign(this, { panel, colors, ctx: canvas.getContext("2d") });
    this.size = Math.max(0.75, Math.min(1.4, panel.scale));
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.ctx.clearRect(0, 0, ...panel.tileSize);
    this.ctx.lineJoin = this.ctx.lineCap = "round";
  }

  inside(draw) {
    const { x, y, width, height } = this.panel.rect;
    this.ctx.save();
    this.ctx.beginPath();
    this.ctx.rect(x, y, width, height);
    this.ctx.clip();
    draw();
    this.ctx.restore();
  }

  // A line through (x, y) pairs in the panel's units, broken where a place is not finite.
  line(pairs, { color, width = 2.5, dash = [], alpha = 1, halo = false }) {
    const { ctx, panel } = this;
    ctx.beginPath();
    let down = false;
    for (const [x, y] of pairs) {
      const known = Number.isFinite(x) && Number.isFinite(y);
      if (known) ctx[down ? "lineTo" : "moveTo"](panel.x(x), panel.y(y));
      down = known;
    }
    if (halo) this.stroke(this.colors.panel, width + 3, 0.8);
    if (dash.length) this.dashed(dash, () => this.stroke(color, width, alpha));
    else this.stroke(color, width, alpha);
  }

  // Round ends would close the gaps, and take as long again to draw.
  dashed(dash, draw) {
    this.ctx.setLineDash(dash.map((length) => length * this.size));
    this.ctx.lineCap = "butt";
    draw();
    this.ctx.setLineDash([]);
    this.ctx.lineCap = "round";
  }

  stroke(color, width, alpha = 1) {
    Object.assign(this.ctx, {
      strokeStyle: color,
      lineWidth: width * this.size,
      globalAlpha: alpha,
    });
    this.ctx.stroke();
    this.ctx.globalAlpha = 1;
  }

  dots(pairs, { color, edge, radius = 3, alpha = 1, width = 1.5 }) {
    const { ctx, panel } = this;
    ctx.beginPath();
    for (const [x, y] of pairs) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      ctx.moveTo(panel.x(x) + radius * this.size, panel.y(y));
      ctx.arc(panel.x(x), panel.y(y), radius * this.size, 0, 2 * Math.PI);
    }
    ctx.globalAlpha = alpha;
    ctx.fillStyle = color;
    ctx.fill();
    ctx.globalAlpha = 1;
    if (edge) this.stroke(edge, width);
  }

  // An arrow from a place, by (dx, dy) pixels; outlined, so that it shows on any ground.
  arrow([x, y], dx, dy, { color, edge, width = 4 }) {
    const length = Math.hypot(dx, dy);
    if (!(length > 3)) return;
    const { ctx, panel } = this;
    const head = Math.min(length, 15 * this.size);
    const half = (width * this.size) / 2;
    ctx.save();
    ctx.translate(panel.x(x), panel.y(y));
    ctx.rotate(Math.atan2(dy, dx));
    ctx.beginPath();
    for (const [u, v] of [
      [0, half],
      [length - head, half],
      [length - head, head * 0.5],
      [length, 0],
      [length - head, -head * 0.5],
      [length - head, -half],
      [0, -half],
    ])
      ctx.lineTo(u, v);
    ctx.closePath();
    this.stroke(edge, 2.5);
    ctx.fillStyle = color;
    ctx.fill();
    ctx.restore();
  }

  text(text, px, py, { align = "center", baseline = "top", size = 15 } = {}) {
    Object.assign(this.ctx, {
      font: `${Math.max(10, size * this.panel.scale)}px ${FONT}`,
      textAlign: align,
      textBaseline: baseline,
      fillStyle: this.colors.text,
    });
    this.ctx.fillText(text, px, py);
  }
}

// The first m points of a run, and the place between two updates where the marker is now.
function pathSoFar(run, m, glide) {
  const pairs = Array.from({ length: m + 1 }, (_, k) => run.at.map((axis) => axis[k]));
  if (glide > 0 && m < run.last) pairs.push(placeNow(run, m, glide));
  return pairs;
}

function placeNow(run, m, glide) {
  if (!(glide > 0) || m >= run.last) return run.at.map((axis) => axis[m]);
  return run.at.map((axis) => axis[m] + glide * (axis[m + 1] - axis[m]));
}

const FONT = '"DejaVu Sans", Verdana, system-ui, sans-serif';
const GHOST_DASH = [7, 5];
const ARROW = 88; // pixels: the length that ever longer gradients approach
const MOST_DOTS = 150;

const painters = {
  params(pen, scene) {
    (scene.run.at.length === 1 ? paintCurve : paintSurface)(pen, scene);
  },

  data(pen, { runners: [{ run, m, glide }], ghost, points, fit }) {
    const { colors } = pen;
    const rows = run.runs.batch(run, m);
    const radius = Math.max(3.2, Math.min(6, 30 / Math.sqrt(rows.length || 1)));
    pen.inside(() => {
      pen.dots(
        rows.map((k) => points(k)),
        { color: colors.batch, edge: colors.edge, radius, width: 1.1 },
      );
      if (ghost)
        pen.line(fit(ghost.at.map((axis) => axis[ghost.last])), {
          color: colors.ghost,
          dash: GHOST_DASH,
          halo: true,
        });
      pen.line(fit(placeNow(run, m, glide)), { color: colors.path, width: 3.5, halo: true });
    });
  },

  loss(pen, scene) {
    const { runners, run, m, glide, ghost, count, end, label, target } = scene;
    const { colors, panel } = pen;
    panel.xlim = [0, 1.04 * end]; // room for the last dot
    paintTicks(pen, label);
    const now = run[count][m] + (m < run.last ? glide * (run[count][m + 1] - run[count][m]) : 0);
    pen.inside(() => {
      const across = (x0, y0, x1, y1, looks) =>
        pen.line(
          [
            [x0, y0],
            [x1, y1],
          ],
          { color: colors.text, width: 1.5, ...looks },
        );
      if (target !== null) across(0, target, panel.xlim[1], target, { dash: [3, 4] });
      across(now, panel.ylim[0], now, panel.ylim[1], { alpha: 0.55 });
      if (ghost) pen.line(curve(ghost, count, ghost.n), { color: colors.ghost, dash: GHOST_DASH });
      if (scene.hasBatchLoss) paintBatchLosses(pen, scene);
      for (const runner of runners) paintLoss(pen, runner, count);
    });
  },
};

function paintBatchLosses(pen, scene) {
  const points = batchCurve(scene, scene.run);
  pen.dots(points.slice(0, scene.m + 1), {
    color: pen.colors.batch,
    edge: pen.colors.edge,
    radius: 2.4,
    width: 0.5,
  });
}

function paintLoss(pen, { run, m, color, dash }, count) {
  if (m < run.last) pen.line(curve(run, count, run.n), { color, dash, width: 2, alpha: 0.32 });
  pen.line(curve(run, count, m + 1), { color, dash, width: 2.8, halo: true });
  pen.dots([[run[count][m], run.loss[m]]], { color, edge: pen.colors.panel, radius: 6 });
}

function curve(run, count, n) {
  return Array.from({ length: n }, (_, k) => [run[count][k], run.loss[k]]);
}

function paintSurface(pen, scene) {
  const { runners, ghost, fan, wanted } = scene;
  const { colors } = pen;
  const isRace = runners.length > 1;
  pen.inside(() => {
    for (const pairs of fan) pen.line(pairs, { color: colors.path, width: 1.3, alpha: 0.35 });
    if (ghost) paintGhost(pen, ghost);
    if (scene.hasBatchLoss) paintBatchContour(pen, scene);
    for (const runner of runners) paintPath(pen, runner, isRace);
    const start = runners[0].run.at.map((axis) => axis[0]);
    pen.dots([start], {
      color: colors.panel,
      edge: isRace ? colors.text : colors.path,
      radius: 5.5,
      width: 2.5,
    });
    if (!isRace) paintArrows(pen, runners[0]);
    for (const { run, m, glide, color } of runners) {
      pen.dots([placeNow(run, m, glide)], { color, edge: colors.panel, radius: 7, width: 2 });
    }
    if (wanted)
      pen.dots([wanted], { color: "transparent", edge: colors.text, radius: 9, width: 2 });
  });
}

function paintPath(pen, { run, m, glide, color, dash }, isRace) {
  const path = pathSoFar(run, m, glide);
  pen.line(path, { color, dash, halo: true });
  if (!isRace && m <= MOST_DOTS) pen.dots(path.slice(0, m + 1), { color, radius: 2.8 });
}

function paintBatchContour(pen, scene) {
  const place = scene.run.at.map((axis) => axis[scene.m]);
  const reach = 30 * (pen.panel.xlim[1] - pen.panel.xlim[0]);
  const contour = batchContour(scene, place, reach);
  pen.line([...contour, ...contour.slice(0, 1)], { color: pen.colors.edge, width: 4 });
  pen.line([...contour, ...contour.slice(0, 1)], {
    color: pen.colors.batch,
    width: 2.4,
    dash: [7, 5],
  });
}

function paintArrows(pen, { run, m }) {
  const { colors } = pen;
  const here = run.at.map((axis) => axis[m]);
  paintArrow(pen, here, run.runs.arrow(run, m, 1), {
    color: colors.data,
    edge: colors.panel,
    width: 6,
  });
  paintArrow(pen, here, run.runs.arrow(run, m, 0), {
    color: colors.batch,
    edge: colors.edge,
    width: 3,
  });
}

function paintGhost(pen, ghost) {
  const path = pathSoFar(ghost, ghost.last, 0);
  pen.line(path, { color: pen.colors.ghost, width: 2, dash: GHOST_DASH, halo: true });
  pen.dots([path.at(-1)], { color: pen.colors.ghost, edge: pen.colors.panel, radius: 5.5 });
}

function paintArrow(pen, place, arrow, looks) {
  if (!arrow || !place.every(Number.isFinite)) return;
  const { width, height } = pen.panel.rect;
  const [dx, dy] = [Math.cos(arrow.angle) * width, -Math.sin(arrow.angle) * height];
  const stretch = (ARROW * pen.size * arrow.length) / Math.hypot(dx, dy);
  pen.arrow(place, dx * stretch, dy * stretch, looks);
}

// One parameter: the path hops along the curve; a tangent and the level step lead to the next hop.
function paintCurve(pen, { runners: [{ run, m, glide }], ghost, wanted }) {
  const { colors, panel } = pen;
  const onCurve = (k, r = run) => [r.at[0][k], r.loss[k]];
  const [theta, loss] = onCurve(m);
  pen.inside(() => {
    if (ghost) {
      const hops = Array.from({ length: ghost.last + 1 }, (_, k) => onCurve(k, ghost));
      pen.line(hops, { color: colors.ghost, width: 1.6, dash: GHOST_DASH });
      pen.dots(hops, { color: colors.ghost, radius: 3 });
    }
    const hops = Array.from({ length: m + 1 }, (_, k) => onCurve(k));
    pen.line(hops, { color: colors.path, width: 1.4, alpha: 0.7 });
    pen.dots(hops, { color: colors.path, edge: colors.panel, radius: 4, width: 1 });
    paintTangent(pen, theta, loss, run.runs.slope(run, m));
    if (m < run.last) paintHop(pen, [theta, loss], onCurve(m + 1));
    const place =
      glide > 0 && m < run.last ? hop([theta, loss], onCurve(m + 1), glide) : [theta, loss];
    pen.dots([place], { color: colors.path, edge: colors.panel, radius: 8, width: 2 });
    if (wanted)
      pen.line(
        [
          [wanted[0], panel.ylim[0]],
          [wanted[0], panel.ylim[1]],
        ],
        { color: colors.text, dash: [4, 4], width: 1.5 },
      );
  });
}

function paintTangent(pen, theta, loss, slope) {
  if (!Number.isFinite(slope)) return;
  const { xlim, ylim } = pen.panel;
  const [wide, high] = [xlim[1] - xlim[0], ylim[1] - ylim[0]];
  const reach = (0.17 * wide) / Math.hypot(1, (slope * wide) / high);
  const ends = [-reach, reach].map((d) => [theta + d, loss + slope * d]);
  pen.line(ends, { color: pen.colors.limit, width: 3, dash: [9, 5], halo: true });
}

// The update −η J′(θ) is level; the curve then says how high the new place is.
function paintHop(pen, [theta, loss], [nextTheta, nextLoss]) {
  const { colors, panel } = pen;
  if (!Number.isFinite(nextTheta)) return;
  pen.line(
    [
      [nextTheta, loss],
      [nextTheta, nextLoss],
    ],
    { color: colors.text, width: 1.6, dash: [2, 5] },
  );
  pen.arrow([theta, loss], panel.x(nextTheta) - panel.x(theta), 0, {
    color: colors.path,
    edge: colors.panel,
  });
}

// First along the arrow, then down to the curve.
function hop([x0, y0], [x1, y1], glide) {
  const [across, down] = [Math.min(1, 1.5 * glide), Math.max(0, 3 * glide - 2)];
  return [x0 + across * (x1 - x0), y0 + down * (y1 - y0)];
}

// The loss panel's x axis changes with its unit and the run, so its numbers are drawn here.
function paintTicks(pen, label) {
  const { panel, ctx, colors } = pen;
  const { x, y, width, height } = panel.rect;
  const [bottom, size] = [y + height, pen.panel.scale];
  for (const value of roundTicks(panel.xlim[1], Math.max(2, Math.floor(width / 58)))) {
    const px = panel.x(value);
    ctx.beginPath();
    ctx.moveTo(px, y);
    ctx.lineTo(px, bottom);
    Object.assign(ctx, { strokeStyle: colors.grid, lineWidth: 0.8 });
    ctx.stroke();
    pen.text(formatTick(value), px, bottom + 8 * size);
  }
  pen.text(label, x + width / 2, bottom + 32 * size, { size: 17 });
}

function roundTicks(end, most) {
  const rough = Math.min(end, (1.001 * end) / most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const strides = [1, 2, 5, 10].map((factor) => factor * power).filter((stride) => stride <= end);
  const stride = strides.find((one) => one * most >= 0.999 * end) ?? strides.at(-1);
  return Array.from({ length: Math.floor(end / stride + 1e-6) + 1 }, (_, k) => k * stride);
}

function formatTick(value) {
  if (value >= 1e7 || (value > 0 && value < 1e-4)) return powerOfTen(value, 2);
  return Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 8 });
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function powerOfTen(value, digits) {
  return fullPower(value, digits).replace(/\.?0*·/, "·");
}

// "1.20·10⁻⁷", zeros included.
function fullPower(value, digits) {
  const [factor, power] = value.toExponential(digits - 1).split("e");
  const raised = String(Math.abs(power)).replace(/\d/g, (digit) => SUPERSCRIPTS[digit]);
  return `${factor.replace("-", "−")}·10${power < 0 ? "⁻" : ""}${raised}`;
}

// Three digits that matter, or all before the point. Rounded first: the form follows what is shown.
function format(value, digits = 3) {
  if (!Number.isFinite(value)) return "not finite";
  const isLong = Math.abs(value) >= 10 ** digits - 0.5;
  const rounded = isLong ? Math.round(value) : Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return fullPower(value, digits);
  const shown = isLong ? rounded.toLocaleString("en-US") : rounded.toPrecision(digits);
  return shown.replace("-", "−");
}

// The same without zeros at the end.
function brief(value) {
  return format(value)
    .replace(/(\.\d*?)0+(?!\d)/, "$1")
    .replace(/\.(?!\d)/, "");
}
