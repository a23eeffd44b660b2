// Runs before a page's own scripts: pixels as numbers, frames asked for, and what went wrong.

window.gdvizTest = {
  pen: document.createElement("canvas").getContext("2d", { willReadFrequently: true }),
  pixels(picture, width = picture.width, height = picture.height) {
    Object.assign(gdvizTest.pen.canvas, { width, height });
    gdvizTest.pen.drawImage(picture, 0, 0, width, height);
    return gdvizTest.pen.getImageData(0, 0, width, height).data;
  },
  hash: (canvas) =>
    new Uint32Array(gdvizTest.pixels(canvas).buffer).reduce(
      (hash, word) => Math.imul(hash ^ word, 16777619),
      2166136261,
    ),
  isDrawn: (canvas) => gdvizTest.pixels(canvas).some((byte) => byte > 0),
  brightness: (img) =>
    !img.naturalWidth
      ? NaN
      : gdvizTest
          .pixels(img, 50, 50)
          .filter((_, k) => k % 4 < 3)
          .reduce((sum, byte) => sum + byte, 0) / 7500,
  isWhole: (root) =>
    [...root.querySelectorAll("img")].every((img) => img.naturalWidth) &&
    [...root.querySelectorAll("canvas")].every(window.gdvizTest.isDrawn),
  differ: (root, before) =>
    [...root.querySelectorAll("canvas")].map(
      (canvas, k) => window.gdvizTest.hash(canvas) !== before[k],
    ),
  outside: (root) =>
    [...root.querySelectorAll(".gdviz-row > *")]
      .filter((part) => part.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
      .map((part) => part.textContent),
  box(part) {
    const { left, top, width, height } = part.getBoundingClientRect();
    return [left, top, width, height];
  },
  boxes: (root, selector) => [...root.querySelectorAll(selector)].map(window.gdvizTest.box),
  striped: (root) =>
    window.gdvizTest.sliders(root).filter((one) => one.style.cssText.includes("repeating")),
  sliders: (root) => [...root.querySelectorAll("input[type=range]:enabled")],
  slider: (root, name) =>
    window.gdvizTest.sliders(root).find((input) => window.gdvizTest.name(input) === name),
  name: (input) => input.labels[0]?.textContent ?? input.getAttribute("aria-label"),
  haveChanged: (root, before, still) =>
    window.gdvizTest.differ(root, before).every((differs, k) => differs || still.includes(k)),
  labeled: (root, words) =>
    [...root.querySelectorAll("label")].find((label) => label.textContent === words),
  frames: 0, // callbacks that widgets asked for, from blob: addresses or the site's scripts
};
gdvizTest.nextFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) => {
  const { stack } = new Error();
  if (["blob:", "players/widget-"].some((part) => stack.includes(part))) gdvizTest.frames += 1;
  return gdvizTest.nextFrame(callback);
};

window.gdvizTest.wait = (n) =>
  new Promise((done) => {
    const next = () => (n-- > 0 ? window.gdvizTest.nextFrame(next) : done());
    next();
  });

// A browser drops clicks and keys until it has painted the page for the first time.
window.gdvizTest.settled = async () => {
  if (document.readyState !== "complete")
    await new Promise((done) => addEventListener("load", done, { once: true }));
  await document.fonts.ready;
  await window.gdvizTest.wait(2);
};

// Playwright hears of errors by itself; WebDriver has to ask for them.
window.gdvizTest.errors = [];
for (const kind of ["error", "unhandledrejection"]) {
  addEventListener(
    kind,
    (event) =>
      window.gdvizTest.errors.push(String(event.reason ?? event.message ?? event.target.src)),
    true,
  );
}
for (const kind of ["error", "warn"]) {
  const say = console[kind].bind(console);
  console[kind] = (...words) => {
    window.gdvizTest.errors.push(words.join(" "));
    say(...words);
  };
}

// A message goes away after some seconds; whoever looks late still finds it here.
window.gdvizTest.said = [];
new MutationObserver((changes) => {
  for (const { target } of changes)
    if (target.classList?.contains("gdviz-message")) window.gdvizTest.said.push(target.textContent);
}).observe(document, { childList: true, subtree: true });
