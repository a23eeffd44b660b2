"""What every player does, whatever page it is on and whatever engine shows it."""


def every_slider_changes_the_picture(player, spared=()):
    """Press each slider to both ends; `spared` says which panel a slider leaves alone: pairs."""
    for slider in player.sliders():
        still = [panel for label, panel in spared if label == slider]
        first = int(player.value(slider))
        player.press(slider, "Home")
        for key in ("End", "Home"):
            before = player.pictures()
            player.press(slider, key)
            player.wait_for_change(before, still)
        player.press(slider, *["ArrowRight"] * first)  # where the others have something to change


def it_plays_and_pauses(player):
    player.press("update", "End", "Home")  # moving it stops what plays
    player.ask("root => gdvizTest.labeled(root, 'loop').click()")  # so that no end is in the way
    before = player.pictures()
    player.press("update", "Space")
    player.wait_for_text("button.play", "Pause")
    player.wait("(root, before) => gdvizTest.differ(root, before).some(Boolean)", before)
    player.press("update", "Space")
    player.wait_for_text("button.play", "Play")
    before = player.pictures()
    player.frames(5)
    assert player.pictures() == before
