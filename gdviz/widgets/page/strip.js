// The epoch as a strip: its rows in the order in which they are read, cut into batches. What was
// read is dark, the batch of the update is lit, and what is left out has the color of the limit.

const LEAST_GAP = 0.5; // per cent of the strip: narrower batches have no border

class Strip {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.words = view.controls.words;
    this.bar = make("div", { role: "img" });
    this.text = make("p");
    const hasRows = view.model.get("n_samples") > 1;
    this.node = make("div", { class: "gdviz-strip", hidden: !hasRows }, this.bar, this.text);
  }

  draw(j, update, unseen) {
    if (this.node.hidden) return;
    const { model, playback } = this.view;
    const first = firstUpdates(model, playback.runs);
    const place = first.place(j, update);
    const all = model.get("n_samples");
    const text = this.say(place, all, unseen ?? first.unseen(j, update));
    setText(this.text, text);
    this.bar.setAttribute("aria-label", text);
    this.bar.style.background = epochColors(place, all);
  }

  say({ epoch, k, n_batches, b, n_rows, n_read }, all, unseen) {
    const { words } = this;
    const [n, rest, rows] = [counted(n_batches), all - n_read, counted(n_rows)];
    const parts = [
      fill(words.epoch_strip, { epoch: counted(epoch + 1), k: counted(k + 1), n, rows }),
      n_read % b ? fill(words.short_batch, { n: counted(n_read % b) }) : "",
      rest ? fill(words.left_out, { n: counted(rest) }) : "",
      unseen === 0 ? fill(words.all_seen, { all: counted(all) }) : "",
      unseen ? fill(words.unseen, { n: counted(unseen), all: counted(all) }) : "",
    ];
    return parts.filter(Boolean).join(" · ");
  }
}

// The background of the strip: the batches' borders over what has become of the rows.
function epochColors({ k, b, n_rows, n_read }, all) {
  const share = (row) => `${((100 * row) / all).toFixed(3)}%`;
  const [from, to] = [share(k * b), share(Math.max(k * b + n_rows, k * b + all / 250))];
  const [end, wide] = [share(n_read), share(b)];
  const border = `calc(${wide} - 1px)`;
  const ground =
    `linear-gradient(90deg, var(--data) ${from}, var(--batch) ${from} ${to}, ` +
    `var(--panel) ${to} ${end}, var(--limit) ${end})`;
  if ((100 * b) / all < LEAST_GAP) return ground;
  const lines = `transparent 0 ${border}, var(--rim) ${border} ${wide}`;
  return `repeating-linear-gradient(90deg, ${lines}), ${ground}`;
}
