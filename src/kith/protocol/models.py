"""Old versions of the pack stay readable."""

from django.db import models

from kith.records import Entry


class PackVersion(Entry):
    """One version of a pack in force: its hash and the text it was made from."""

    name = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField()
