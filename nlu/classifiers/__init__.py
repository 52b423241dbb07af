"""Which intent a message has: the frozen BERT encoder's vectors and the message's letters in, scores out.

`registry` names the classifiers; `kernel` serves `kernel.v1` in plain NumPy, `kernel_training` fits it.
Why a kernel head on a frozen encoder: docs/decisions/0003-frozen-encoder-and-kernel-head.md.
"""
