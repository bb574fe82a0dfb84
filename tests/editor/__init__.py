"""The editor's bundle and the data it is fed."""
