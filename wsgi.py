"""The door for a WSGI server: read the settings, build the application."""

from app import create_app
from config import Settings

app = create_app(Settings.from_env())
