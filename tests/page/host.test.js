const assert = require("node:assert");
const test = require("node:test");
const { deflateSync } = require("node:zlib");
const { page } = require("./page.js");

const { unpack, reason, woven, makeModel, pieces, fill } = page([
  "unpack",
  "reason",
  "woven",
  "makeModel",
  "pieces",
  "fill",
]);

// As saving.py packs: length of the table, table, and the even bytes of each blob before the odd.
function pack(values, blobs) {
  const sizes = Object.entries(blobs).map(([name, bytes]) => [name, bytes.length]);
  const table = Buffer.from(JSON.stringify({ values, sizes }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(table.length);
  const planes = Object.values(blobs).map((bytes) => {
    const of = (parity) => bytes.filter((_, k) => k % 2 === parity);
    return Buffer.from([...of(0), ...of(1)]);
  });
  return deflateSync(Buffer.concat([length, table, ...planes])).toString("base64");
}

test("what was packed comes back, text and bytes", async () => {
  const blobs = { losses: [1, 2, 3, 4], odd: [9, 8, 7], none: [] };
  const state = await unpack(`\n${pack({ title: "η, 勾配", step: 3 }, blobs)}\n`);
  assert.deepStrictEqual([state.title, state.step], ["η, 勾配", 3]);
  for (const [name, bytes] of Object.entries(blobs)) {
    assert.deepStrictEqual([...new Uint8Array(state[name].buffer)], bytes);
  }
});

test("even bytes first, then odd ones", () => {
  assert.deepStrictEqual([...woven(Uint8Array.from([1, 3, 5, 2, 4]))], [1, 2, 3, 4, 5]);
});

test("damage of any kind is called damage", async () => {
  const good = pack({ title: "x".repeat(500) }, { losses: [1, 2, 3, 4] });
  for (const bad of ["", good.slice(0, 60), `${good.slice(0, 40)}*${good.slice(41)}`, "AAAA"]) {
    const error = await unpack(bad).catch((one) => one);
    assert.match(reason(error), /^This file is damaged/);
  }
});

test("other errors keep their names", () => {
  assert.strictEqual(
    reason(new TypeError("x is not a function")),
    "TypeError: x is not a function",
  );
});

test("a browser without the feature is told which", async () => {
  const old = page(["unpack", "reason"], { DecompressionStream: undefined });
  const error = await old.unpack("").catch((one) => one);
  assert.match(old.reason(error), /^This browser lacks DecompressionStream,/);
});

test("the model tells of changes, and only of those", () => {
  const model = makeModel({ step: 1 });
  const heard = [];
  const listener = () => heard.push(model.get("step"));
  model.on("change:step", listener);
  model.set("step", 1);
  model.set("step", 2);
  model.set("other", 3);
  model.off("change:step", listener);
  model.set("step", 4);
  assert.deepStrictEqual(heard, [2]);
});

test("templates name their fields, in any order", () => {
  assert.strictEqual(fill("{b} after {a}", { a: 1, b: "x" }), "x after 1");
  assert.strictEqual(fill("no field", {}), "no field");
  const node = {};
  assert.deepStrictEqual(pieces("at {where}.", { where: node }), ["at ", node, "."]);
});
