// The race of schedules: their curves stand still, a dot on each one moves.

/** @type {Painter} */
function paintSchedules(pen, { run, m, glide, runners, runs }) {
  const { schedules = [] } = runs.packing;
  const now = valueNow(run.step, m, glide);
  pen.inside(() => {
    pen.upright(now, { alpha: 0.55 });
    for (const [k, { color }] of runners.entries()) {
      const place = [now, valueNow(schedules[k], m, glide)];
      pen.dots([place], { color, edge: pen.colors.panel, radius: 6 });
    }
  });
}

kinds.schedules = {
  ...kinds.race,
  painters: { ...painters, schedule: paintSchedules, excess: painters.loss },
};
