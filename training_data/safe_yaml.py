"""Reads YAML of whoever wrote it."""

import yaml

# libyaml's where PyYAML was built with it, ten times as fast; equally safe but for what nests too deep.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 50


def compose(text: str) -> yaml.Node | None:
    """The root, None for an empty text. Raises YAMLError, also for what nests deeper than DEEPEST.

    Tens of thousands of brackets would end the process: libyaml's nodes are made by recursion without limit.
    """
    depth = 0
    for event in yaml.parse(text, Loader=SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            problem = f"nested deeper than {DEEPEST} levels"
            raise yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]
    root: yaml.Node | None = yaml.compose(text, Loader=SafeLoader)
    return root
