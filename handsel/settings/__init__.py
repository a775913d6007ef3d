"""Settings: `base` is shared; `laptop` runs on one machine over http; `cluster` runs behind https."""
