// The widget, as anywidget and the saved page start it.

export default () => {
  /** @type {Playback} */
  let playback;
  return {
    initialize({ model }) {
      playback = new Playback(model);
      const release = keepPicture(model);
      return () => {
        release();
        playback.dispose();
      };
    },
    render({ el }) {
      const view = new View(playback, el);
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
