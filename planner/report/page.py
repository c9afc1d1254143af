"""Pages of one file: style and scripts inside, no network, nothing of a case that a browser could run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

import jinja2
from markupsafe import Markup

HOME = "planner.report"


def render_page(
    package: str, template: str, *, title: str, scripts: Sequence[str] = (), **values: object
) -> str:
    """Return a page as HTML.

    A template of a package extends ``base.html`` of this one. Text is escaped. The page's own policy lets
    a browser run only the scripts given here, and open no connection.

    Parameters
    ----------
    package
        Package with a folder ``templates`` that has the template.
    template
        Name of its file.
    title
        Title of the page.
    scripts
        Scripts at its end, in this order.
    **values
        What the template shows.

    Raises
    ------
    ValueError
        If a script could not stand in a page as it is.
    jinja2.TemplateError
        If the template is missing or asks for what is not given.
    """
    page = _environment(package).get_template(template)
    return page.render(
        title=title,
        policy=_policy(scripts),
        style=Markup(own_file("style.css")),  # noqa: S704 - our own file
        scripts=[_script(text) for text in scripts],
        **values,
    )


def own_file(name: str) -> str:
    """Return a script or style sheet of this package."""
    return files(HOME).joinpath("templates", name).read_text("utf-8")


def _environment(package: str) -> jinja2.Environment:
    homes = dict.fromkeys((package, HOME))
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(home) for home in homes]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _policy(scripts: Sequence[str]) -> str:
    """Return a policy that allows these scripts by their hashes, styles and pictures inside, and no more."""
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _script(text: str) -> Markup:
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script with </script or <!-- in it would end or hide itself in a page")
    return Markup(text)  # noqa: S704 - the policy names its hash
