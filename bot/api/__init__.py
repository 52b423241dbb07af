"""The REST API and the socket under /api/v1, as docs/websocket.md has them. No trade rule lives here."""
