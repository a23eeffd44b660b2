"""Films as files."""

import shutil
import subprocess

from matplotlib import rc_context
from matplotlib.animation import Animation, FFMpegWriter, PillowWriter

from gdviz.checks import kind_of
from gdviz.files import check_path, written_whole
from gdviz.words import _

WRITERS = {".gif": PillowWriter, ".mp4": FFMpegWriter}


def save(animation, path):
    """Write an animation to a .gif (with Pillow) or an .mp4 file (with ffmpeg).

    Parameters
    ----------
    animation : matplotlib.animation.FuncAnimation
        From `animate`.
    path : str or Path
        Ends in .gif or .mp4.

    Raises
    ------
    ValueError
        If the path ends otherwise or its folder does not exist, or ``animation`` is none.
    RuntimeError
        If ffmpeg is needed and not installed, or fails.
    """
    suffix = check_path(path).suffix.lower()
    if suffix not in WRITERS:
        raise ValueError(
            _("path must end in {endings}. Got {path!r}.").format(
                endings=" or ".join(WRITERS), path=str(path)
            )
        )
    ffmpeg = find_ffmpeg() if suffix == ".mp4" else ""
    if not isinstance(animation, Animation):
        raise ValueError(
            _("animation must be one, as gd.plots.animate returns it. Got {given}.").format(
                given=kind_of(animation)
            )
        )
    writer = WRITERS[suffix](fps=1000 / animation.event_source.interval)
    with rc_context({"animation.ffmpeg_path": ffmpeg}), written_whole(path) as part:
        try:
            animation.save(part, writer=writer, dpi="figure")
        except subprocess.CalledProcessError as error:
            raise RuntimeError(
                _("ffmpeg could not write {path!r}: {error}").format(path=str(path), error=error)
            ) from error


def find_ffmpeg():
    """Return the path of the ffmpeg program: the machine's, or that of imageio-ffmpeg."""
    if program := shutil.which("ffmpeg"):
        return program
    try:
        import imageio_ffmpeg
    except ImportError:
        raise RuntimeError(
            _(
                "Writing .mp4 needs ffmpeg, which was not found. Install it (pip install "
                "imageio-ffmpeg, or ffmpeg from conda, apt, brew or winget) or save a .gif."
            )
        ) from None
    return imageio_ffmpeg.get_ffmpeg_exe()
