"""What is pinned can be installed where the README says that Huiyi runs."""

from importlib.metadata import Distribution, distributions

from packaging.specifiers import SpecifierSet

OLDEST = "3.11.0"


def refuses_oldest(package: Distribution) -> bool:
    wanted = package.metadata["Requires-Python"]
    return wanted is not None and OLDEST not in SpecifierSet(wanted)


def test_no_installed_package_needs_a_newer_python_than_we_ask_for() -> None:
    assert [f"{one.name} {one.version}" for one in distributions() if refuses_oldest(one)] == []
