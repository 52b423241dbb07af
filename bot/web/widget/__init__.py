"""The customer's chat on any page: a small script puts a launcher there, the chat is a frame of our origin.

`static/loader.js` runs in the host's page and knows no conversation; `static/main.js` and the modules beside
it run in the frame, out of the host's reach. They talk by postMessage, each checking the other's origin.
How to put it on a page: docs/how-to/widget.md. What it says to the service: docs/websocket.md.
"""
