"""The agent console: server-rendered pages, brought up to date by small ES modules over the WebSocket.

In: an agent's session cookie (`bot.agent_sessions`). Out: HTML under /console. What changes a conversation
goes through the REST API (take-over, hand-back, replies): there is one way to do it. Start reading at
`routes.py` (what is where), then `access.py` (who may), then one page's file and its template.
docs/how-to/console.md is for the people who use it.
"""
