// The ravine lab: its valley is drawn here, as it grows longer and turns.

// J = ½ (u² + κ v²), u along the floor: what paintBowl has to know.
/** @param {Model} model */
function valleyOf(model) {
  const large = model.get("condition_numbers")[model.get("condition_index")];
  const turn = (model.get("angles")[model.get("angle_index")] * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const lossAt = ([x, y]) => ((x * cos + y * sin) ** 2 + large * (y * cos - x * sin) ** 2) / 2;
  const curvature = { large, small: 1, axis: [-sin, cos] };
  return { minimum: { params: [0, 0], loss: 0 }, curvature, lossAt };
}

kinds.ravine = {
  painters: {
    ...painters,
    params(pen, scene) {
      const valley = valleyOf(scene.model);
      pen.inside(() => {
        paintBowl(pen, valley);
        paintShape(pen, valley.minimum.params, PLUS, pen.colors.minimum);
      });
      painters.params(pen, scene);
    },
  },
  start: "params",
  state: kinds.descent.state,
  limit: ({ model }) => model.get("limits")[model.get("condition_index")],
};
