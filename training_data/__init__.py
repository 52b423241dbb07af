"""What the bot learns from and answers with: labelled messages, demo articles, and the reading of them.

Start at `loader.load_split` for labelled messages (Rasa's NLU YAML 3.1 under `nlu/{train,test}/{zh,en}/`);
`validation.check_examples` finds what is wrong with them, with file and line. `intents` names what exists.
"""
