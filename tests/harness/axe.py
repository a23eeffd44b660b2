"""axe-core looks for what keeps people from using a page."""

from tests.harness.npm import modules

SERIOUS = {"serious", "critical"}


def axe_core():
    """Return the script of axe-core, which npm fetches once."""
    return (modules() / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(page, axe, selector):
    """Return what axe-core calls serious or critical in a part of the page."""
    page.evaluate(axe)
    found = page.evaluate("where => axe.run(where)", selector)["violations"]
    return [
        (rule["id"], node["html"])
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]
