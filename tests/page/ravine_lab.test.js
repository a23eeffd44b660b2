const test = require("node:test");
const { page, makeModel, near } = require("./page.js");

const { valleyOf } = page(["valleyOf"]);

const valley = (kappa, angle) =>
  valleyOf(
    makeModel({
      condition_numbers: [kappa],
      condition_index: 0,
      angles: [angle],
      angle_index: 0,
    }),
  );

test("the valley is as long and as turned as the sliders say", () => {
  near(valley(25, 0).lossAt([2, 3]), 0.5 * (4 + 25 * 9));
  near(valley(25, 90).lossAt([2, 3]), 0.5 * (9 + 25 * 4), 1e-9);
  near(valley(9, 45).lossAt([1, 1]), 1, 1e-9); // along the floor
  near(valley(9, 45).lossAt([1, -1]), 9, 1e-9); // across it
  near(valley(9, 30).curvature.axis, [-0.5, Math.sqrt(3) / 2], 1e-9);
});
