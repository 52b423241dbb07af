"""The running service: a customer's message comes in, replies go out, people take over.

In: HTTP and WebSocket (`api`), later other channels. Out: the same, and outbox rows for everything else.
The way of a message is `inbox` → `doorbell` → `processor` → `outbox` and `hub`; `bootstrap` puts the parts
together, `app` serves them, `persistence` opens and commits every session. The protocol: docs/websocket.md.
"""
