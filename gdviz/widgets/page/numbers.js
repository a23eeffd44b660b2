// Numbers as people write them, and the round numbers of an axis.

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const grouped = (value) => value.toLocaleString("en-US");
const counted = (n) => grouped(Math.round(n));

// Three digits that matter, or all before the point. Rounded first: the form follows what is shown.
function format(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const isLong = Math.abs(value) >= 10 ** digits - 0.5;
  const rounded = isLong ? Math.round(value) : Number(value.toPrecision(digits));
  if (!isPlain(rounded, 10 ** -digits, FACTS.short_below)) return fullPower(value, digits);
  return (isLong ? grouped(rounded) : rounded.toPrecision(digits)).replace("-", "−");
}

// The same without zeros at the end.
function brief(value) {
  return format(value)
    .replace(/(\.\d*?)0+(?!\d)/, "$1")
    .replace(/\.(?!\d)/, "");
}

// Whether a number is written out, and not as a multiple of a power of ten.
function isPlain(value, from, below) {
  const size = Math.abs(value);
  return size === 0 || (size >= from && size < below);
}

function powerOfTen(value, digits) {
  return fullPower(value, digits).replace(/\.?0*·/, "·");
}

// "1.20·10⁻⁷", zeros included.
function fullPower(value, digits) {
  const [factor, power] = value.toExponential(digits - 1).split("e");
  const raised = String(Math.abs(Number(power))).replace(/\d/g, (digit) => SUPERSCRIPTS[digit]);
  return `${factor.replace("-", "−")}·10${power.startsWith("-") ? "⁻" : ""}${raised}`;
}

// From zero to the end, about as many as there is room for.
function roundTicks(end, most) {
  const rough = Math.min(end, (1.001 * end) / most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const strides = [1, 2, 5, 10].map((factor) => factor * power).filter((stride) => stride <= end);
  const stride = strides.find((one) => one * most >= 0.999 * end) ?? strides[strides.length - 1];
  return Array.from({ length: Math.floor(end / stride + 1e-6) + 1 }, (_, k) => k * stride);
}

function formatTick(value) {
  if (!isPlain(value, FACTS.ticks_from, FACTS.ticks_below)) return powerOfTen(value, 2);
  return Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 8 });
}
