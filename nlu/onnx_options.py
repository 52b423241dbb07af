"""How onnxruntime runs here: on the thread that asks, giving memory back."""

import onnxruntime as ort


def lean_options() -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The arena would keep what the longest message ever needed; without it memory goes back after each run.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    return options
