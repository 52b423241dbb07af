"""Which intent a message has: the BERT encoder's vectors and the message's letters in, scores out.

`registry` names the classifiers; `kernel` serves `kernel.v2` in plain NumPy, `kernel_training` fits it.
Why a kernel head on a tuned encoder: docs/decisions/0003-tuned-encoder-and-kernel-head.md.
"""
