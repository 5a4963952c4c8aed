"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
application = get_wsgi_application()
# What is here by now stays: to look through all of it for what may be dropped took 60 ms, in the middle of somebody's page.
gc.collect()
gc.freeze()
