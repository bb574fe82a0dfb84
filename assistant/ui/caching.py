"""What a browser may keep of the editor, and how early it asks for it.

The editor's file names hold a hash of what is in them, so a browser may keep them for good;
as Streamlit sends them, it asks for them at every visit and compiles them anew. The page
names them in a header, so that they are fetched beside Streamlit's own and not after.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from streamlit import get_option

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROUTE = "/_stcore/bidi-components/assistant.editor/"
# Not "modulepreload": that compiles it before Streamlit's own, and the page shows later.
_PRELOAD = "rel=preload; as=script; crossorigin"
_FOREVER = "public, max-age=31536000, immutable"


class EditorCaching:
    """ASGI middleware that lets browsers keep the editor's files.

    Args:
        app: What answers.
        files: Names of the editor's files that carry a hash.
        base: The path the app is served under, with a slash in front, or "".
    """

    def __init__(self, app: ASGIApp, files: Sequence[str], base: str = "") -> None:
        self._app = app
        self._base = base
        self._files = tuple(files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only the headers of pages and of the editor's files change."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if path.endswith(tuple(_ROUTE + name for name in self._files)):
                    headers["Cache-Control"] = _FOREVER
                elif headers.get("content-type", "").startswith("text/html"):
                    for name in self._files:
                        if name.endswith(".js"):
                            headers.append("Link", f"<{self._base}{_ROUTE}{name}>; {_PRELOAD}")
            await send(message)

        await self._app(scope, receive, send_kept)


def editor_caching() -> Middleware:
    """Return the middleware for the editor this program carries."""
    folder = Path(__file__).parents[1] / "editor" / "static"
    files = sorted(path.name for path in folder.glob("editor-*"))
    base = str(get_option("server.baseUrlPath") or "").strip("/")
    return Middleware(EditorCaching, files=files, base=f"/{base}" if base else "")
