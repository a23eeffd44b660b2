// Native, labeled inputs, and how they show a value.

// JupyterLab takes arrow keys and space from inputs that do not say they want them.
const KEEP_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** @returns {any} */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false)
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

const newId = () => `gdviz-${crypto.getRandomValues(new Uint32Array(1))[0]}`;

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// A range input over the indices of some values, with the value itself written beside it.
/** @param {{label: string, above: string, set: any}} it */
function makeSlider({ label, above, set }) {
  const id = newId();
  const input = make("input", {
    id,
    type: "range",
    min: 0,
    step: 1,
    ...KEEP_KEYS,
    oninput: () => set(Number(input.value)),
  });
  const output = make("output", { for: id });
  let shown = "";
  const show = (index, values, limit) => {
    const looks = track(values, limit);
    if (looks !== shown) input.style.setProperty("--track", looks);
    shown = looks;
    input.max = Math.max(1, values.length - 1);
    input.disabled = values.length < 2;
    const value = brief(values[index]);
    const isBeyond = limit !== null && values[index] >= limit;
    input.value = index;
    setText(output, value);
    output.classList.toggle("beyond", isBeyond);
    input.setAttribute("aria-valuetext", isBeyond ? fill(above, { value }) : value);
  };
  const node = make(
    "div",
    { class: "gdviz-slider" },
    make("label", { for: id }, label),
    input,
    output,
  );
  return { node, show };
}

const PLAIN_TRACK = "color-mix(in srgb, var(--text) 28%, var(--figure))";
// A mixed color within a repeating gradient loses its stripes in Firefox: it lies below.
const HATCH =
  "repeating-linear-gradient(135deg, var(--limit) 0 5px, transparent 5px 8px), " +
  "color-mix(in srgb, var(--limit) 55%, var(--figure))";

// The slider's track, hatched from the limit on. Its values are spaced evenly in log.
function track(values, limit) {
  const [low, high] = [values[0], values[values.length - 1]];
  if (limit === null || !(high > low) || limit >= high) return PLAIN_TRACK;
  const share = Math.max(0, Math.log(limit / low) / Math.log(high / low));
  const edge = `calc(10px + (100% - 20px) * ${share.toFixed(4)})`;
  return `linear-gradient(90deg, ${PLAIN_TRACK} ${edge}, transparent ${edge}), ${HATCH}`;
}

function makeButton(text, title, onclick, extra = {}) {
  return make("button", { type: "button", title, onclick, ...KEEP_KEYS, ...extra }, text);
}

function makeCheckbox(text, set) {
  const onchange = () => set(input.checked);
  const input = make("input", { type: "checkbox", ...KEEP_KEYS, onchange });
  return { node: make("label", {}, input, text), input };
}

/** @type {[number, string][]} */
const SPEEDS = [
  [0.25, "¼×"],
  [0.5, "½×"],
  [1, "1×"],
  [2, "2×"],
  [4, "4×"],
];

function makeSpeed(label, set) {
  const options = SPEEDS.map(([speed, text]) => make("option", { value: speed }, text));
  const onchange = () => set(Number(select.value));
  const select = make("select", { "aria-label": label, ...KEEP_KEYS, onchange }, ...options);
  return select;
}

// What the loss curve's x axis counts: [name, text] pairs.
function makeCounts(label, counts, set) {
  const name = newId();
  const inputs = counts.map(([value]) =>
    make("input", { type: "radio", name, value, ...KEEP_KEYS, onchange: () => set(value) }),
  );
  const labels = inputs.map((input, k) => make("label", {}, input, counts[k][1]));
  const show = (count) => {
    for (const input of inputs) input.checked = input.value === count;
  };
  // No fieldset: WebKit gives its legend a line of its own.
  const group = { class: "gdviz-counts", role: "radiogroup", "aria-label": label };
  return { node: make("div", group, make("span", {}, label), ...labels), show };
}

// A choice between words, as a slider has one between numbers.
function makeSwitch(label, texts, set) {
  const choice = makeCounts(
    label,
    texts.map((text, k) => [`${k}`, text]),
    (k) => set(Number(k)),
  );
  return { node: choice.node, show: (index) => choice.show(`${index}`) };
}

// Numbers for the start, so that it can be chosen without a mouse: a label for each one.
/** @param {string[]} labels */
function makeStart(text, labels, set) {
  const onchange = () => {
    const start = inputs.map((input) => input.valueAsNumber);
    if (start.every(Number.isFinite)) set(start);
  };
  // JupyterLab keeps Enter from being a change.
  const onkeydown = (event) => event.key === "Enter" && onchange();
  const inputs = labels.map((label) =>
    make("input", {
      type: "number",
      step: "any",
      "aria-label": label,
      ...KEEP_KEYS,
      onchange,
      onkeydown,
    }),
  );
  const show = (start) => {
    const size = Math.max(...start.map(Math.abs));
    for (const [k, input] of inputs.entries()) {
      if (!isTypedIn(input)) input.value = roundedStart(start[k], size);
    }
  };
  const node = make("span", {}, `${text} `, ...inputs.flatMap((input) => [input, " "]));
  return { node, inputs, show };
}

// Seen from within its own tree: a document only knows the host of a shadow tree.
const isTypedIn = (input) => input.getRootNode().activeElement === input;

const roundedStart = (value, size) =>
  Math.abs(value) < 1e-9 * size ? 0 : Number(value.toPrecision(4));

// The legend of what moves: [drawing, text] pairs. Returns the list, and where to write a value
// beside each text.
function makeKey(entries) {
  const outputs = entries.map(() => make("span"));
  const shown = entries.map(([, , trait]) => trait);
  const item = ([strokes, text], k) => {
    const node = make("li", {}, text, " ", outputs[k]);
    node.insertAdjacentHTML("afterbegin", drawing(strokes));
    return node;
  };
  const items = entries.map(item);
  // Of some entries only while what they name is on the screen.
  const show = (/** @type {Model} */ model) => {
    for (const [k, trait] of shown.entries()) {
      const value = trait ? model.get(trait) : true;
      items[k].hidden = Array.isArray(value) ? value.length === 0 : !value;
    }
  };
  return { node: make("ul", { class: "gdviz-key" }, ...items), outputs, show };
}

// A mark in a box of 26 × 14 pixels. Colors are roles of the palette.
/** @param {Stroke[]} strokes */
function drawing(strokes) {
  const role = (name) => (name ? `var(--${name})` : "none");
  /** @param {Stroke} stroke */
  const path = ({ d, stroke, fill, width = 0, dash = [], opacity = 1 }) =>
    `<path d="${d}" stroke="${role(stroke)}" fill="${role(fill)}" fill-opacity="${opacity}" ` +
    `stroke-width="${width}" stroke-dasharray="${dash.join(" ")}"/>`;
  return `<svg viewBox="0 0 26 14" aria-hidden="true">${strokes.map(path).join("")}</svg>`;
}
