const assert = require("node:assert");
const test = require("node:test");
const { page, near } = require("./page.js");

const { format, brief, powerOfTen, formatTick, roundTicks, counted } = page([
  "format",
  "brief",
  "powerOfTen",
  "formatTick",
  "roundTicks",
  "counted",
]);

const table = (write, rows) => {
  for (const [value, text] of rows) assert.strictEqual(write(value), text, `of ${value}`);
};

test("three digits that matter", () => {
  table(format, [
    [0, "0.00"],
    [1, "1.00"],
    [0.04738, "0.0474"],
    [-0.305, "−0.305"],
    [9.999, "10.0"],
    [123.4, "123"],
    [1234.5, "1,235"],
    [123456, "123,456"],
    [-1234.5, "−1,234"],
  ]);
});

test("the power of ten is chosen after rounding", () => {
  table(format, [
    [99.96, "100"],
    [999.4, "999"],
    [999.6, "1,000"],
    [-999.7, "−1,000"],
    [9999.6, "10,000"],
    [999999.4, "999,999"],
    [999999.6, "1.00·10⁶"],
    [1e6, "1.00·10⁶"],
    [9.996e6, "1.00·10⁷"],
    [9.996e-4, "0.00100"],
    [9.994e-4, "9.99·10⁻⁴"],
    [1.234e-4, "1.23·10⁻⁴"],
    [2.5e-7, "2.50·10⁻⁷"],
    [-3e12, "−3.00·10¹²"],
  ]);
});

test("what is not finite is a sign", () => {
  table(format, [
    [NaN, "–"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
  ]);
});

test("brief numbers have no zeros at their end", () => {
  table(brief, [
    [0, "0"],
    [0.1, "0.1"],
    [0.25, "0.25"],
    [1, "1"],
    [10, "10"],
    [100, "100"],
    [999.6, "1,000"],
    [-999.7, "−1,000"],
    [1000, "1,000"],
    [20000, "20,000"],
    [1e6, "1·10⁶"],
    [1e-7, "1·10⁻⁷"],
    [2.5e-7, "2.5·10⁻⁷"],
    [1.05e-7, "1.05·10⁻⁷"],
  ]);
});

test("no number is written as JavaScript would, with an e", () => {
  for (let k = -3200; k <= 3070; k++) {
    for (const factor of [1, 9.9951, -3.7]) {
      for (const write of [format, brief]) {
        const text = write(factor * 10 ** (k / 10));
        assert.match(text, /^−?[\d,.]+(·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?$/u);
      }
    }
  }
});

// Reads a written number back.
function read(text) {
  const digits = (raised) => [...raised].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".indexOf(c));
  const [factor, power = ""] = text.replaceAll("−", "-").replaceAll(",", "").split("·10");
  const exponent = digits(power.replace("⁻", "")).join("") || "0";
  return Number(`${factor}e${power.startsWith("⁻") ? "-" : ""}${exponent}`);
}

test("what is written is within half of its last digit", () => {
  for (let k = -3000; k <= 3000; k++) {
    for (const factor of [1, 2.34567, -9.9951]) {
      const value = factor * 10 ** (k / 10);
      for (const write of [format, brief]) {
        const text = write(value);
        assert.ok(Math.abs(read(text) / value - 1) <= 0.005001, `${value} is written ${text}`);
      }
    }
  }
});

test("powers of ten", () => {
  assert.strictEqual(powerOfTen(12345, 3), "1.23·10⁴");
  assert.strictEqual(powerOfTen(9.9996e6, 3), "1·10⁷");
  assert.strictEqual(powerOfTen(-2e-10, 2), "−2·10⁻¹⁰");
});

test("ticks are round, from zero to the end, and no more than there is room for", () => {
  near(roundTicks(200, 5), [0, 50, 100, 150, 200]);
  near(roundTicks(208, 5), [0, 50, 100, 150, 200]);
  near(roundTicks(1, 4), [0, 0.5, 1]);
  near(roundTicks(0.3, 3), [0, 0.1, 0.2, 0.3]);
  near(roundTicks(7, 10), [0, 1, 2, 3, 4, 5, 6, 7]);
  for (const end of [1e-9, 3.3e-4, 0.7, 1, 52, 187.2, 1040, 123456, 4.2e11]) {
    for (const most of [2, 3, 6, 9]) {
      const ticks = roundTicks(end, most);
      assert.ok(ticks.length >= 2 && ticks.length <= most + 1, `${ticks.length} for ${most}`);
      assert.ok(ticks.at(-1) <= end * (1 + 1e-6));
      assert.ok(end - ticks.at(-1) < ticks[1]);
    }
  }
});

test("ticks as they are read", () => {
  table(formatTick, [
    [0, "0"],
    [50, "50"],
    [0.30000000000000004, "0.3"],
    [1000, "1,000"],
    [1500000, "1,500,000"],
    [2e7, "2·10⁷"],
    [1e-4, "0.0001"],
    [2.5e-5, "2.5·10⁻⁵"],
  ]);
});

test("counts are whole, with thousands", () => {
  assert.strictEqual(counted(1234567.2), "1,234,567");
  assert.strictEqual(counted(0), "0");
});
