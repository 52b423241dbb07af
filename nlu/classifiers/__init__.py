"""Which intent a message has: the frozen BERT encoder's vectors and the message's letters go in, scores come out.

`registry` names the classifiers; `linear` serves `linear.v1` in plain NumPy, `linear_training` fits it.
"""
