"""What the end of a flow asks of a `rasa_sdk.Action` or of somebody's HTTP API. See docs/how-to/actions.md.

A turn leaves a row in the outbox (`effect`); `beside` takes it up in threads of its own, `handling` has it
performed (`performing` finds by whom) and `delivery` puts the outcome into the conversation. `rasa_*` speak
the protocol of action servers, `http_*` carry out the entries of actions.yml, which `catalogue` reads.
"""
