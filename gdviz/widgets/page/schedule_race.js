// The race of schedules: their curves stand still, a dot on each one moves.

painters.schedule = (pen, { run, m, glide, runners, runs }) => {
  const { colors, panel } = pen;
  const between = (values) => values[m] + (glide > 0 ? glide * (values[m + 1] - values[m]) : 0);
  const now = between(run.step);
  pen.inside(() => {
    pen.line(
      [
        [now, panel.ylim[0]],
        [now, panel.ylim[1]],
      ],
      { color: colors.text, width: 1.5, alpha: 0.55 },
    );
    runners.forEach(({ color }, k) =>
      pen.dots([[now, between(runs.schedules[k])]], { color, edge: colors.panel, radius: 6 }),
    );
  });
};

painters.excess = painters.loss;
