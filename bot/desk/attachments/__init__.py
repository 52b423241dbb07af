"""Files of tickets and conversations (docs/how-to/attachments.md).

A raw stream comes in (`bot.api.routes.attachments`) and is counted into a draft (`store`), judged by its name
and bytes (`names`, `content`, `archives`), kept under a random id, and then gets its row (`keeping`).
`access` says whose it is, `sweeping` takes away what got no row.
"""
