// The widget, as anywidget and the saved page start it.

export default () => {
  let playback, parts;
  return {
    initialize({ model }) {
      parts = kinds[model.get("kind")] ?? [Playback, View];
      playback = new parts[0](model);
      return () => playback.dispose();
    },
    render({ el }) {
      const view = new parts[1](playback, el);
      playback.views.add(view);
      playback.resume();
      return () => {
        playback.views.delete(view);
        view.dispose();
        playback.resume();
      };
    },
  };
};
