"""Migrations of the store, run when it is opened.

To change a table: change ``schema.py``, add ``versions/rNNNN_what_changes.py`` with the
next number and name the one before as its ``down_revision``, and set `HEAD` to it. A
migration names tables and columns itself and never imports ``schema.py``, which will have
moved on. Tests compare `HEAD` with the files and the migrated database with the tables.
"""

from __future__ import annotations

HEAD = "0002"
