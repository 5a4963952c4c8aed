"""Sealing the audit trail, and proving it: Merkle batches, chained, signed, and written outside the database too.

The tree follows RFC 6962 section 2.1 (leaves and nodes hashed with different prefixes). What is not yet sealed, at
most ten seconds' worth, is outside the proof.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.db import connection

from kith.access.models import AuditEntry, Seal
from kith.access.side import hold

_LEAF = 32
_TAIL = 8_192  # bytes of the file outside in which its last line ends and begins
TIMELY = timedelta(seconds=10)
_OUTSIDE = "file outside changed"


def leaf(entry: AuditEntry) -> bytes:
    """The hash of one entry, over every column."""
    columns = [
        entry.id.hex, entry.at.timestamp(), entry.actor_id and entry.actor_id.hex, entry.side, entry.verb, entry.outcome,
        entry.subject and entry.subject.hex, entry.case_id and entry.case_id.hex, [i.hex for i in entry.shown],
        entry.codes, entry.digest, entry.transaction,
    ]  # fmt: skip
    return hashlib.sha256(b"\0" + json.dumps(columns).encode()).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over the leaves in order; of nothing, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + ([level[-1]] if len(level) % 2 else [])
    return level[0]


@dataclass(frozen=True, slots=True)
class Root:
    """What is signed of one seal, and what the line outside the database says."""

    number: int
    sealed_at: str
    horizon: int
    count: int
    root: str
    previous_root: str

    def message(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which the trail is not what was sealed. `seal` is the batch, `entry` the first bad entry in it."""

    kind: str
    seal: int | None
    entry: uuid.UUID | None
    words: str

    def code(self) -> str:
        """The fault in one short line without a word of a case: what an audit entry may hold."""
        where = [f"batch {self.seal}" if self.seal else "", f"entry {self.entry}" if self.entry else ""]
        return ", ".join([self.kind, *filter(None, where)])


@dataclass(frozen=True, slots=True)
class Keys:
    """The signing key lies in a file that only the sealing job reads; the public half beside it is for anyone."""

    path: Path

    def private(self) -> Ed25519PrivateKey:
        """The signing key, made on first use."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            key = Ed25519PrivateKey.generate()
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
            self.path.with_suffix(".pub").write_text(
                key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex() + "\n"
            )
        return Ed25519PrivateKey.from_private_bytes(self.path.read_bytes())

    def public(self) -> Ed25519PublicKey:
        """The half that checks. Raises FileNotFoundError where nothing was ever sealed."""
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.path.with_suffix(".pub").read_text().strip()))


def seal_finished(*, keys: Keys, outside: Path, at: datetime) -> int:
    """Seal all finished entries that are not yet sealed; returns how many. Runs on the sealing side, twice safely.

    Finished means written by a transaction older than the oldest one still running, so none can appear behind the seal.
    An advisory lock keeps two sealers apart. The line outside is written first and flushed to disk: killed between the
    two, the next run finds the line without its seal and makes exactly that seal again.
    """
    hold("seal")
    horizon = _horizon()
    last = Seal.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    pending = read_outside(outside, last=True).get(number)
    if pending is not None and pending.is_signed_with(keys):
        horizon, at = pending.root.horizon, datetime.fromisoformat(pending.root.sealed_at)
    waiting = AuditEntry.objects.filter(transaction__lt=horizon).order_by("transaction", "id")
    if last is not None:
        waiting = waiting.filter(transaction__gte=last.horizon)
    entries = list(waiting)
    if not entries:
        return 0
    leaves = [leaf(entry) for entry in entries]
    root = Root(number, at.isoformat(), horizon, len(leaves), merkle_root(leaves).hex(), last.root if last else "")
    signature = keys.private().sign(root.message()).hex()
    if pending is None:
        _append(outside, json.dumps(asdict(root) | {"signature": signature}))
    Seal.objects.create(
        number=number, sealed_at=at, horizon=horizon, entry_ids=[e.id for e in entries], leaves=b"".join(leaves),
        root=root.root, previous_root=root.previous_root, signature=signature,
    )  # fmt: skip
    return len(entries)


def _append(path: Path, line: str) -> None:
    """Add one line and have it on the disk. What a crash left half-written at the end goes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        start = file.seek(max(0, path.stat().st_size - _TAIL))
        file.truncate(start + file.read().rfind(b"\n") + 1)
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _horizon() -> int:
    """Transactions below this number have ended: no entry of theirs can still appear."""
    with connection.cursor() as cursor:
        cursor.execute("select access_transaction_base() + (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file outside the database: a root with its signature."""

    root: Root
    signature: str

    def is_signed_with(self, keys: Keys) -> bool:
        """Whether the sealing job wrote it."""
        return _is_signed(self.root, self.signature, keys)


def _is_signed(root: Root, signature: str, keys: Keys) -> bool:
    try:
        keys.public().verify(bytes.fromhex(signature), root.message())
    except (InvalidSignature, ValueError, FileNotFoundError):
        return False
    return True


def read_outside(path: Path, *, last: bool = False) -> dict[int, Line]:
    """The lines outside the database by the number of their batch; a half-written last line (a crash) is left out.

    A line that cannot be read, or is out of its order, stands unsigned in its place. `last` reads the file's end alone.
    """
    if not path.exists():
        return {}
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL) if last else 0)
        cut = file.tell() > 0
        whole, _, _ = file.read().rpartition(b"\n")
    lines: dict[int, Line] = {}
    found: Line | None
    newest = 0
    for place, line in enumerate(whole.splitlines()[cut:], 1):
        try:
            said = json.loads(line)
            found = Line(Root(**{name: said[name] for name in Root.__dataclass_fields__}), said["signature"])
            number = int(found.root.number)
        except (ValueError, KeyError, TypeError):
            found, number = None, place
        is_in_order = number > newest
        newest = max(newest, number)
        if found and is_in_order:
            lines[number] = found
        elif not last:
            lines[number] = Line(Root(number, "", 0, 0, "", ""), "")
    return lines


def faults(*, keys: Keys, outside: Path) -> Iterator[Fault]:
    """Everything that is not as it was sealed, first fault first; nothing when the trail is whole."""
    lines = read_outside(outside)
    previous = ""
    seal: Seal | None = None
    for place, seal in enumerate(Seal.objects.order_by("number").iterator(chunk_size=50), 1):
        yield from _faults_of_seal(seal, place, previous, lines.pop(seal.number, None), keys)
        previous = seal.root
    lost = sorted(number for number, line in lines.items() if line.is_signed_with(keys))
    if lost:
        yield Fault("batch deleted", lost[0], None, f"{len(lost)} sealed batches are no longer in the database.")
    elif lines:
        yield Fault(_OUTSIDE, min(lines), None, "The file outside the database holds a line that no batch goes with.")
    if seal is not None:
        yield from _inserted(seal.horizon)


def _faults_of_seal(seal: Seal, place: int, previous: str, line: Line | None, keys: Keys) -> Iterator[Fault]:
    """The faults of one batch: its place, its chain, its signature, the line outside, then entry by entry."""
    leaves = [bytes(seal.leaves[i : i + _LEAF]) for i in range(0, len(seal.leaves), _LEAF)]
    said = Root(seal.number, seal.sealed_at.isoformat(), seal.horizon, len(leaves), seal.root, seal.previous_root)
    is_signed, number = _is_signed(said, seal.signature, keys), seal.number
    if number != place:
        yield Fault("batch deleted", place, None, f"Batch {place} is missing: the next one held is {number}.")
    if seal.previous_root != previous:
        yield Fault("rewritten", number, None, f"Batch {number} does not follow the one before it.")
    if line is None and is_signed:
        yield Fault(_OUTSIDE, number, None, f"Batch {number} is signed, but gone from the file outside the database.")
    elif line is None:
        yield Fault("batch inserted", number, None, f"Batch {number} is not in the file outside the database.")
    elif line.root != said and is_signed and not line.is_signed_with(keys):
        yield Fault(_OUTSIDE, number, None, f"The line of batch {number} outside is not the one that was signed.")
    elif line.root != said:
        yield Fault(
            "rewritten", number, None, f"From batch {number} on, the database differs from the file outside it."
        )
    if not is_signed:
        yield Fault("rewritten", number, None, f"The signature of batch {number} is not the sealing job's.")
    if len(seal.entry_ids) != len(leaves):  # the ids themselves are not signed, each entry's leaf holds its own
        kind = "inserted" if len(seal.entry_ids) > len(leaves) else "deleted"
        yield Fault(kind, number, None, f"Batch {number} names {len(seal.entry_ids)} entries, not {len(leaves)}.")
    if merkle_root(leaves).hex() != seal.root:
        yield Fault("reordered", number, None, f"The entries of batch {number} are not in the order sealed.")
    yield from _faults_of_entries(seal, leaves)


def _faults_of_entries(seal: Seal, leaves: list[bytes]) -> Iterator[Fault]:
    """Compare each entry of a batch with its sealed hash. The first bad one is named."""
    ids = iter(zip(seal.entry_ids, leaves, strict=False))
    while chunk := list(islice(ids, 2_000)):
        held = AuditEntry.objects.in_bulk([entry_id for entry_id, _ in chunk])
        for entry_id, sealed in chunk:
            entry = held.get(entry_id)
            if entry is None:
                yield Fault("deleted", seal.number, entry_id, f"An entry of batch {seal.number} is gone.")
            elif leaf(entry) != sealed:
                yield Fault("changed", seal.number, entry_id, f"An entry of batch {seal.number} was changed.")


def _inserted(horizon: int) -> Iterator[Fault]:
    """Entries that claim to be older than the last seal's horizon, but stand in no seal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id from access_auditentry a where a.transaction < %s"
            " except select unnest(entry_ids) from access_seal limit 20",
            [horizon],
        )
        for (entry_id,) in cursor.fetchall():
            yield Fault("inserted", None, entry_id, "An entry was added behind the seals.")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the proof reaches: entries sealed, entries that are not sealed yet, and what else is to be known."""

    sealed: int
    unsealed: int
    notes: tuple[str, ...]


def reach(at: datetime) -> Reach:
    """What the seals cover at that moment. A clock that was moved breaks no seal, since none rests on it, but is said."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(cardinality(entry_ids)), 0), max(horizon), max(sealed_at) from access_seal")
        sealed, horizon, sealed_at = cursor.fetchone()
        cursor.execute("select count(*), min(at) from access_auditentry where transaction >= %s", [horizon or 0])
        unsealed, oldest = cursor.fetchone()
        cursor.execute(
            "select number from (select number, sealed_at < lag(sealed_at) over (order by number) as is_back from access_seal) s"
            " where is_back order by number"
        )
        notes = [f"The clock stood back between batches {number - 1} and {number}." for (number,) in cursor.fetchall()]
    if sealed_at and sealed_at > at:
        notes.append("The last batches were sealed at a time that is yet to come: the clock was moved.")
    if oldest and at - oldest > TIMELY:
        notes.append(
            f"The oldest entry not yet sealed is from {oldest:%-d %B %Y, %H:%M:%S}: the sealing job stands still, or waits for"
            " work that takes long."
        )
    return Reach(int(sealed), int(unsealed), tuple(notes))
