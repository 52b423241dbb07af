"""The e-mail channel (docs/how-to/email.md): a conversation, a mail thread and a ticket are one story.

In: `listening` (SMTP) or `huiyi mail receive` hand a raw mail to `taking_in`, which reads it (`reading`),
finds its conversation (`thread_ids`), decides whether it is answered (`silence`) and stores it; only then is
it acknowledged. Out: `writing` follows each conversation by its sequence numbers, as any client does, and
makes one mail of what is new; `sending` delivers it from the outbox.
"""
