"""The version, apart from everything else so that any layer may name it."""

VERSION = "0.1.0"
