// The flight: beside the loss on the path runs that of the ground below it, as its colors say.

/** @param {Scene} scene */
const lossBelow = ({ runs, run }) => runs.run(run.i, run.j, 1).loss;

/** @type {Painter} */
function paintFlight(pen, scene) {
  const { run, m, count } = scene;
  painters.loss(pen, scene);
  const looks = { color: pen.colors.text, width: 2, dash: FACTS.ghost_dash };
  pen.inside(() => pen.curve(m + 1, run[count], lossBelow(scene), looks));
}

kinds.flight = {
  ...kinds.descent,
  painters: { ...painters, loss: paintFlight },

  state(scene) {
    const { model, run, m } = scene;
    const state = kinds.descent.state(scene);
    if (isGone(run, m)) return state;
    return fill(model.get("words").flight, { state, loss: format(lossBelow(scene)[m]) });
  },
};
