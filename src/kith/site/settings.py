"""Settings of the one Django site. Each `KITH_…` name is described in docs/operations.md."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kith.site import postgres

VAR = Path(os.environ.get("KITH_VAR", "var")).resolve()
DEMO = os.environ.get("KITH_DEMO") == "1"
DEBUG = False


def _secret_key() -> str:
    """The site's signing key: from the environment, else made once and kept in the state folder, readable by its owner only."""
    if given := os.environ.get("KITH_SECRET_KEY"):
        return given
    path = VAR / "keys" / "django.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.chmod(0o600)
        with suppress(FileExistsError):  # the first of two processes that start together wins; both read the same key
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("KITH_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("KITH_ORIGINS", "").split(",") if o]
IS_SECURE = os.environ.get("KITH_SECURE") == "1"  # behind TLS: set in service, never for a demo on localhost

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "kith.ui",
    "kith.access",
    "kith.documents",
    "kith.protocol",
    "kith.register",
    "kith.disclosure",
    "kith.representations",
    "kith.intake",
    "kith.welfare",
    "kith.review",
    "kith.safeguards",
    "kith.reporting",
    "kith.caseload",
    "kith.family",
    "kith.keeping",
    "kith.demo",
    "kith.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "kith.site.urls"
WSGI_APPLICATION = "kith.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kith.site.navigation.navigation",
            ]
        },
    }
]


def _database(login: str, url: str | None) -> dict[str, Any]:
    """Connection settings of one login: the server of `url`, else the embedded cluster under the state folder."""
    common: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "DISABLE_SERVER_SIDE_CURSORS": True}
    common["OPTIONS"] = {"options": postgres.SESSION}
    if url:
        parts = urlsplit(url)
        if (given := unquote(parts.username or login)) != login and login != "kith_app":
            raise ImproperlyConfigured(
                f"KITH_SIDES asks for the login {login}, but the server's address gives {given}."
            )
        common["OPTIONS"] |= dict(parse_qsl(parts.query))  # sslmode and the like
        return common | {
            "NAME": parts.path.lstrip("/"),
            "USER": given,
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
        }
    name = os.environ.get("KITH_DATABASE", "kith")
    return common | {"NAME": name, "USER": login, "HOST": postgres.socket_folder(VAR), "PORT": ""}


# KITH_SIDES=decision narrows this server to one side's login, so that breaking into it opens nothing else.
SIDES = [s for s in os.environ.get("KITH_SIDES", "").split(",") if s]
if len(SIDES) > 1:
    raise ImproperlyConfigured("KITH_SIDES narrows a server to one side: name one, or none for a server of all sides.")
_login = f"kith_app_{SIDES[0]}" if SIDES else "kith_app"
_suffix = os.environ.get("PYTEST_XDIST_WORKER", "")
DATABASES = {
    "default": _database(_login, os.environ.get("DATABASE_URL")) | {"TEST": {"MIRROR": "owner"}},
    "owner": _database("kith_owner", os.environ.get("KITH_OWNER_URL"))
    | {"TEST": {"NAME": f"test_kith{_suffix}", "MIGRATE": True}},
}
if os.environ.get("KITH_POOL") == "1":
    # The health check asks a connection that waited whether its server is still there: one empty statement.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] |= postgres.PLANNED_ONCE
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 8, "reset": postgres.as_new}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["kith.access.backend.Backend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "my_caseload"
LOGOUT_REDIRECT_URL = "sign_in"
CSRF_FAILURE_VIEW = "kith.access.pages.open_too_long"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 8 * 60 * 60  # whatever somebody does
SESSION_IDLE_MINUTES = int(os.environ.get("KITH_IDLE_MINUTES", "60"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

STATIC_URL = "/static/"
ASSETS = VAR / "assets"  # what `kith assets` brought and recoloured; never in git
FONTS = VAR / "fonts"  # the same, for letters
STATICFILES_DIRS = [ASSETS] if ASSETS.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from where they lie: nothing to collect, nothing to forget
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

DOCUMENTS = VAR / "documents"  # one folder per side below it
LETTERS_PACK = "scotland"
HOW_TO = Path(__file__).parents[3] / "docs" / "how-to"  # the pages of help
RECORDS = Path(__file__).parent / "records.yaml"  # the classes of record, and for how long each is kept
RETENTION = os.environ.get("KITH_RETENTION", "")  # a file of times of one's own; "" where the classes' stand
DEMO_RETENTION = str(Path(__file__).parents[1] / "demo" / "retention.yaml")
if DEMO and not RETENTION:
    RETENTION = DEMO_RETENTION
LOOKED_AFTER_BY = os.environ.get("KITH_LOOKED_AFTER_BY", "")
FILE_LIMIT_BYTES = int(os.environ.get("KITH_FILE_LIMIT_MB", "20")) * 1_000_000
FILE_TYPES = [one for one in os.environ.get("KITH_FILE_TYPES", "").lower().split(",") if one]  # none named: all known
SCANNER = os.environ.get("KITH_SCANNER", "")  # a command, given the file's path; "" where there is none
WORKING_COPY_DAYS = int(os.environ.get("KITH_COPY_DAYS", "30"))
INTAKE_LIMIT_BYTES = int(os.environ.get("KITH_INTAKE_LIMIT_MB", "50")) * 1_000_000
SEAL_KEY = Path(os.environ.get("KITH_SEAL_KEY", VAR / "keys" / "seal.key"))
SECOND_STEP = os.environ.get("KITH_SECOND_STEP") != "0"  # whoever has none yet sets one up when they sign in
SECOND_STEP_KEY = Path(os.environ.get("KITH_SECOND_STEP_KEY", VAR / "keys" / "second-step.key"))
# Where the people of a side sign in, for the links that let somebody choose a password: "welfare=https://… decision=https://…".
ADDRESSES = dict(one.split("=", 1) for one in os.environ.get("KITH_ADDRESSES", "").split() if "=" in one)
# Mail: only that something waits, and links for choosing a password. With no host nothing is sent.
EMAIL_HOST = os.environ.get("KITH_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("KITH_EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("KITH_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KITH_EMAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and os.environ.get("KITH_EMAIL_PLAIN") != "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("KITH_EMAIL_FROM", "kith@localhost")
SEAL_ROOTS = Path(os.environ.get("KITH_SEAL_ROOTS", VAR / "seals" / "roots.jsonl"))

DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000  # ten million characters of text still reach the form, which says kindly no
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["kith.documents.uploads.OnDisk"]
FILE_UPLOAD_TEMP_DIR = VAR / "uploads"  # what comes in, until it is kept
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "kith.site.logs.Wordless", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KITH_LOG", "WARNING")},
}
