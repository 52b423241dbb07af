"""Keeps NumPy's linear algebra on the thread that asks for it."""

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]


def use_one_blas_thread() -> None:
    """For the whole process, from now on.

    A message's products are so small that handing them to several threads, which then spin for the next one,
    costs twenty times what they take: 1.5 ms became 25 on two cores.
    """
    threadpool_limits(limits=1, user_api="blas")
