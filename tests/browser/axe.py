"""axe-core looks for what keeps people from using a page."""

SERIOUS = {"serious", "critical"}


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
