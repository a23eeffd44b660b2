// The epoch as a strip: its rows in the order in which they are read, cut into batches. What was
// read is dark, the batch of the update is lit, what is left out is crossed.

const STRIP_HEIGHT = 22; // pixels
const LEAST_GAP = 4; // below that many pixels a batch has no border

class Strip {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.words = view.controls.words;
    this.canvas = make("canvas", { role: "img" });
    this.text = make("p");
    const hasRows = view.model.get("n_samples") > 1;
    this.node = make("div", { class: "gdviz-strip", hidden: !hasRows }, this.canvas, this.text);
  }

  draw(j, update, unseen) {
    if (this.node.hidden) return;
    const { model, playback } = this.view;
    const first = firstUpdates(model, playback.runs);
    const place = first.place(j, update);
    const all = model.get("n_samples");
    const text = this.say(place, all, unseen ?? first.unseen(j, update));
    setText(this.text, text);
    this.canvas.setAttribute("aria-label", text);
    paintEpoch(this.canvas, this.view.colors, place, all);
  }

  say({ epoch, k, n_batches, b, n_rows, n_read }, all, unseen) {
    const { words } = this;
    const [n, rest] = [counted(n_batches), all - n_read];
    const parts = [
      fill(words.epoch_strip, {
        epoch: counted(epoch + 1),
        k: counted(k + 1),
        n,
        rows: counted(n_rows),
      }),
      n_read % b ? fill(words.short_batch, { n: counted(n_read % b) }) : "",
      rest ? fill(words.left_out, { n: counted(rest) }) : "",
      unseen === 0 ? fill(words.all_seen, { all: counted(all) }) : "",
      unseen ? fill(words.unseen, { n: counted(unseen), all: counted(all) }) : "",
    ];
    return parts.filter(Boolean).join(" · ");
  }
}

/** @param {HTMLCanvasElement} canvas @param {Colors} colors */
function paintEpoch(canvas, colors, { k, b, n_rows, n_read }, all) {
  const [ratio, width] = [window.devicePixelRatio || 1, canvas.clientWidth];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(STRIP_HEIGHT * ratio);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const x = (row) => (row / all) * width;
  const block = (from, to, color) => {
    ctx.fillStyle = color;
    ctx.fillRect(x(from), 0, Math.max(1, x(to) - x(from)), STRIP_HEIGHT);
  };
  block(0, all, colors.panel);
  block(0, k * b, colors.data);
  for (let row = n_read; row < all; row += all / 60) {
    ctx.strokeStyle = colors.limit;
    strike(ctx, colors.limit, [x(row), 0, width / 60, STRIP_HEIGHT]);
  }
  const [left, wide] = [x(k * b), Math.max(3, x(n_rows))];
  ctx.fillStyle = colors.batch;
  ctx.fillRect(left, 0, wide, STRIP_HEIGHT);
  ctx.fillStyle = colors.grid;
  for (let row = b; x(b) >= LEAST_GAP && row <= n_read; row += b)
    ctx.fillRect(x(row), 0, 1, STRIP_HEIGHT);
  ctx.strokeStyle = colors.text;
  ctx.strokeRect(left + 0.5, 0.5, wide - 1, STRIP_HEIGHT - 1);
}
