"""Reports inside a notebook."""

from __future__ import annotations

from html import escape


def inline(page: str, height: int = 800) -> str:
    """A page as a frame in another one, which needs no network either.

    It runs its own scripts, and has no access to the notebook.
    """
    return (
        f'<iframe srcdoc="{escape(page, quote=True)}" sandbox="allow-scripts" '
        f'style="width: 100%; height: {height}px; border: 1px solid #ccc"></iframe>'
    )
