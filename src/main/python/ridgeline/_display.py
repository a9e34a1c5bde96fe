"""Reports inside a notebook."""

from __future__ import annotations

from html import escape


def inline(page: str) -> str:
    """A page as a frame in another one, which needs no network either.

    It runs its own scripts, and has no access to the notebook.
    """
    return (
        f'<iframe srcdoc="{escape(page, quote=True)}" title="report" width="100%" height="720" '
        'style="border: 1px solid #ccc" sandbox="allow-scripts allow-downloads"></iframe>'
    )
