"""What to do next: a conversation's tracker and an understood message go in, a Turn comes out.

Start at `manager.DialogueManager.handle`. The tracker is a fold over stored events; flows are statecharts
under `flows/`; `actions` is where a turn looks something up or writes it. Of `nlu` it sees the result types.
"""
