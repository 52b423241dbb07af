"""The loader that files of data are read with."""

import yaml

# libyaml's where PyYAML was built with it, ten times as fast; equally safe.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
