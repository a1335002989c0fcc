"""The WSGI entry for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DB_WAIT", "3")  # seconds: a person is told to try again rather than left waiting

application = get_wsgi_application()
