// One panel: its tile in the page, the way from numbers to pixels, and the pen that draws there.

const FONT = '"DejaVu Sans", Verdana, system-ui, sans-serif';

class Panel {
  /** @param {PanelSpec} spec @param {[number, number]} stageSize */
  constructor(spec, stageSize) {
    this.set(spec);
    this.stageWidth = stageSize[0];
  }

  // Its limits may change with what is shown; `still` keeps those of the picture behind it.
  /** @param {PanelSpec} spec */
  set(spec) {
    Object.assign(this, spec);
    this.still = { xlim: spec.xlim, ylim: spec.ylim };
  }

  resize(canvas, ratio) {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    const [left, wide, top = 0, high = 1] = this.tile;
    this.scale = width / (wide * this.stageWidth);
    this.rect = {
      x: ((this.left - left) / wide) * width,
      y: ((this.top - top) / high) * height,
      width: (this.width / wide) * width,
      height: (this.height / high) * height,
    };
    /** @type {[number, number]} */
    this.tileSize = [width, height];
  }

  x(value) {
    return this.rect.x + this.rect.width * fraction(value, this.xlim, this.xscale);
  }

  y(value) {
    return this.rect.y + this.rect.height * (1 - fraction(value, this.ylim, this.yscale));
  }

  /** @returns {Place} */
  valueAt(px, py) {
    const { x, y, width, height } = this.rect;
    const [u, v] = [(px - x) / width, 1 - (py - y) / height];
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
  /**
   * @param {HTMLCanvasElement} canvas @param {Panel} panel @param {Colors} colors
   * @param {HTMLImageElement | null} image the still picture behind all panels
   */
  constructor(canvas, panel, colors, image = null) {
    this.image = image;
    const ratio = window.devicePixelRatio || 1;
    panel.resize(canvas, ratio);
    this.panel = panel;
    this.colors = colors;
    this.ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
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

  /** A line through places in the panel's units. @param {Place[]} places @param {Looks} looks */
  line(places, looks) {
    this.trace(
      places.length,
      (k) => places[k][0],
      (k) => places[k][1],
      looks,
    );
  }

  /** The same through the first n places of a curve. @param {Looks} looks */
  curve(n, xs, ys, looks) {
    this.trace(
      n,
      (k) => xs[k],
      (k) => ys[k],
      looks,
    );
  }

  // A line is broken where a place is not finite. `end` is one more place, after the last.
  /** @param {number} n @param {Function} x @param {Function} y @param {Looks} looks */
  trace(n, x, y, { color, width = 2.5, dash = [], alpha = 1, halo = false, end = null }) {
    const { ctx } = this;
    ctx.beginPath();
    let isDown = false;
    for (let k = 0; k < n; k++) isDown = this.move(x(k), y(k), isDown);
    if (end) this.move(end[0], end[1], isDown);
    if (halo) this.stroke(this.colors.panel, width + 3, 0.8);
    if (dash.length) this.dashed(dash, () => this.stroke(color, width, alpha));
    else this.stroke(color, width, alpha);
  }

  move(x, y, isDown) {
    const isKnown = Number.isFinite(x) && Number.isFinite(y);
    if (isKnown) this.ctx[isDown ? "lineTo" : "moveTo"](this.panel.x(x), this.panel.y(y));
    return isKnown;
  }

  // A shape without an edge. @param {Place[]} places
  area(places, { color, alpha }) {
    const { ctx } = this;
    ctx.beginPath();
    for (const [x, y] of places) ctx.lineTo(this.panel.x(x), this.panel.y(y));
    ctx.closePath();
    Object.assign(ctx, { fillStyle: color, globalAlpha: alpha });
    ctx.fill();
    ctx.globalAlpha = 1;
  }

  // Across the whole panel, from bottom to top.
  upright(x, looks) {
    const [low, high] = this.panel.ylim;
    this.line(
      [
        [x, low],
        [x, high],
      ],
      { color: this.colors.text, width: 1.5, ...looks },
    );
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
    const { ctx } = this;
    ctx.strokeStyle = color;
    ctx.lineWidth = width * this.size;
    ctx.globalAlpha = alpha;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }

  /** @param {Place[]} places @param {Looks} looks */
  dots(places, looks) {
    this.mark(
      places.length,
      (k) => places[k][0],
      (k) => places[k][1],
      looks,
    );
  }

  /** @param {Looks} looks */
  dotsOf(n, xs, ys, looks) {
    this.mark(
      n,
      (k) => xs[k],
      (k) => ys[k],
      looks,
    );
  }

  /** @param {number} n @param {Function} x @param {Function} y @param {Looks} looks */
  mark(n, x, y, { color, edge = null, radius = 3, alpha = 1, width = 1.5 }) {
    const { ctx, panel } = this;
    const size = radius * this.size;
    ctx.beginPath();
    for (let k = 0; k < n; k++) {
      if (!Number.isFinite(x(k)) || !Number.isFinite(y(k))) continue;
      const [px, py] = [panel.x(x(k)), panel.y(y(k))];
      ctx.moveTo(px + size, py);
      ctx.arc(px, py, size, 0, 2 * Math.PI);
    }
    ctx.globalAlpha = alpha;
    ctx.fillStyle = color;
    ctx.fill();
    ctx.globalAlpha = 1;
    if (edge) this.stroke(edge, width);
  }

  // An arrow from a place, by (dx, dy) pixels; outlined, so that it shows on any ground.
  /** @param {Place} place @param {number} dx @param {number} dy @param {Looks} looks */
  arrow([x, y], dx, dy, { color, edge = null, width = 4 }) {
    const length = Math.hypot(dx, dy);
    if (!(length > 3)) return;
    const { ctx, panel } = this;
    const head = Math.min(length, 15 * this.size);
    const [half, neck] = [(width * this.size) / 2, length - head];
    ctx.save();
    ctx.translate(panel.x(x), panel.y(y));
    ctx.rotate(Math.atan2(dy, dx));
    ctx.beginPath();
    ctx.moveTo(0, half);
    ctx.lineTo(neck, half);
    ctx.lineTo(neck, head / 2);
    ctx.lineTo(length, 0);
    ctx.lineTo(neck, -head / 2);
    ctx.lineTo(neck, -half);
    ctx.lineTo(0, -half);
    ctx.closePath();
    this.stroke(edge, 2.5);
    ctx.fillStyle = color;
    ctx.fill();
    ctx.restore();
  }

  /** @param {string} text */
  widthOf(text, size = 15) {
    this.ctx.font = this.font(size);
    return this.ctx.measureText(text).width;
  }

  font(size) {
    return `${Math.max(10, size * this.panel.scale)}px ${FONT}`;
  }

  // Below the place, or to the left of it.
  text(text, px, py, size = 15, align = /** @type {CanvasTextAlign} */ ("center")) {
    const { ctx, colors } = this;
    ctx.font = this.font(size);
    ctx.textAlign = align;
    ctx.textBaseline = align === "center" ? "top" : "middle";
    ctx.fillStyle = colors.text;
    ctx.fillText(text, px, py);
  }

  // Along the y axis.
  sideways(text, px, py, size) {
    const { ctx } = this;
    ctx.save();
    ctx.translate(px, py);
    ctx.rotate(-Math.PI / 2);
    this.text(text, 0, -size * 0.4 * this.panel.scale, size);
    ctx.restore();
  }

  // A word on any ground.
  note(text, px, py, align) {
    const { ctx, panel, colors } = this;
    ctx.font = this.font(15);
    Object.assign(ctx, { strokeStyle: colors.panel, lineWidth: 4 * panel.scale, textAlign: align });
    ctx.textBaseline = "middle";
    ctx.strokeText(text, px, py);
    this.text(text, px, py, 15, align);
  }

  // A triangle that points where `turn` does, in pixels.
  pointer(px, py, turn, { color, edge }) {
    const { ctx, size } = this;
    ctx.save();
    ctx.translate(px, py);
    ctx.rotate(turn);
    ctx.beginPath();
    for (const [x, y] of [
      [8, 0],
      [-7, 8],
      [-7, -8],
    ])
      ctx.lineTo(x * size, y * size);
    ctx.closePath();
    this.stroke(edge, 3);
    ctx.fillStyle = color;
    ctx.fill();
    ctx.restore();
  }
}
