"""From the key that moves a slider to the first frame with other pixels, timed in the page."""

MOST_MS = 10_000  # whoever waits longer than this has a slider that moves nothing

# Pixels of all pictures as one number; an image that has not changed is not read again.
IN_PAGE = """
window.bench = {
  pen: document.createElement("canvas").getContext("2d", { willReadFrequently: true }),
  known: new WeakMap(),
  hash(picture) {
    const isImage = picture.tagName === "IMG";
    if (isImage && !(picture.complete && picture.naturalWidth)) return null;
    const [source, known] = [picture.getAttribute("src"), bench.known.get(picture)];
    if (isImage && known?.source === source) return known.hash;
    const [width, height] = isImage
      ? [picture.naturalWidth, picture.naturalHeight] : [picture.width, picture.height];
    Object.assign(bench.pen.canvas, { width, height });
    bench.pen.drawImage(picture, 0, 0);
    const words = new Uint32Array(bench.pen.getImageData(0, 0, width, height).data.buffer);
    const hash = words.reduce((sum, word) => Math.imul(sum ^ word, 16777619), 2166136261);
    if (isImage) bench.known.set(picture, { source, hash });
    return hash;
  },
  look(selector, most = Infinity) {
    const all = [...document.querySelectorAll(".jp-OutputArea " + selector)].slice(0, most);
    const hashes = all.map(bench.hash);
    return all.length && !hashes.includes(null) ? hashes.join() : null;
  },
  arm(selector, mostMs) {
    const before = bench.look(selector);
    bench.change = new Promise((done) => {
      let isLate = false;
      setTimeout(() => { isLate = true; done(null); }, mostMs);
      window.addEventListener("keydown", ({ timeStamp }) => {
        const frame = () => {
          const now = performance.now();
          const after = bench.look(selector);
          if (after !== null && after !== before) done(now - timeStamp);
          else if (!isLate) requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }, { capture: true, once: true });
    });
  },
  play(selector, ms) {
    let [n, last, end] = [0, bench.look(selector, 1), performance.now() + ms];
    return new Promise((done) => {
      const frame = () => {
        const now = bench.look(selector, 1);
        if (now !== null && now !== last) [n, last] = [n + 1, now];
        if (performance.now() < end) requestAnimationFrame(frame);
        else done(n);
      };
      requestAnimationFrame(frame);
    });
  },
};
"""


def time_changes(page, slider, picture, keys):
    """Press the keys on a slider, one by one; return ms to other pixels.

    Parameters
    ----------
    page : playwright Page
        With `IN_PAGE` as its first script.
    slider : playwright Locator
    picture : str
        Selector of the pictures, as `bench.look` takes it.
    keys : iterable of str

    Raises
    ------
    TimeoutError
        If a key changes no pixel within `MOST_MS`.
    """
    slider.scroll_into_view_if_needed()
    slider.focus()
    return [time_change(page, picture, key, k) for k, key in enumerate(keys)]


def time_change(page, picture, key, k):
    page.wait_for_timeout(250 + 37 * k % 17)  # at rest, and not in step with the frames
    page.evaluate("([selector, most]) => bench.arm(selector, most)", [picture, MOST_MS])
    page.keyboard.press(key)
    ms = page.evaluate("bench.change")
    if ms is None:
        raise TimeoutError(f"{key}, number {k}, changed no pixel of {picture} in {MOST_MS} ms")
    return ms


def to_and_fro(n_keys, value, low, high):
    """Return arrow keys that walk a slider from end to end, so that each of them moves it.

    Examples
    --------
    >>> to_and_fro(3, 1, 0, 2)
    ['ArrowRight', 'ArrowLeft', 'ArrowLeft']
    """
    keys, direction = [], 1
    for _ in range(n_keys):
        if not low <= value + direction <= high:
            direction = -direction
        keys.append("ArrowRight" if direction > 0 else "ArrowLeft")
        value += direction
    return keys


def p95(values):
    """Return the value that one in twenty exceeds."""
    return sorted(values)[int(0.95 * len(values))]
