// The numbers of axes that change, and the grid behind them.

const GAP = 8; // pixels between two numbers, at least

// As many round numbers along the x axis as have room side by side.
/** @param {Pen} pen @param {number} width @param {(most: number) => number[]} make */
function apart(pen, width, make) {
  for (let most = Math.max(2, Math.floor(width / 40)); most > 2; most--) {
    const values = make(most);
    if (areApart(pen, values)) return values;
  }
  return make(2);
}

/** @param {Pen} pen @param {number[]} values */
function areApart(pen, values) {
  const halves = values.map((value) => pen.widthOf(formatTick(value)) / 2);
  const gap = GAP * pen.panel.scale;
  return values.every((value, k) => {
    if (k === 0) return true;
    const way = pen.panel.x(value) - pen.panel.x(values[k - 1]);
    return way >= halves[k] + halves[k - 1] + gap;
  });
}

// The numbers and the grid of a panel whose axes change.
/** @param {Pen} pen @param {string[]} axes */
function paintNumbers(pen, axes) {
  const { panel, ctx, colors } = pen;
  const { x, y, width, height } = panel.rect;
  const [left, bottom, size] = [x, y + height, panel.scale];
  Object.assign(ctx, { strokeStyle: colors.grid, lineWidth: 0.8 });
  if (axes.includes("x")) {
    for (const value of apart(pen, width, (most) => ticksIn(panel.xlim, most))) {
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

// The loss panel's x axis changes with its unit and the run, so its numbers are drawn here.
function paintTicks(pen, label) {
  const { panel, ctx, colors } = pen;
  const { x, y, width, height } = panel.rect;
  const [bottom, size] = [y + height, panel.scale];
  ctx.strokeStyle = colors.grid;
  ctx.lineWidth = 0.8;
  for (const value of apart(pen, width, (most) => roundTicks(panel.xlim[1], most))) {
    const px = panel.x(value);
    ctx.beginPath();
    ctx.moveTo(px, y);
    ctx.lineTo(px, bottom);
    ctx.stroke();
    pen.text(formatTick(value), px, bottom + 8 * size);
  }
  pen.text(label, x + width / 2, bottom + 32 * size, 17);
}
