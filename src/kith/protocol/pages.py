"""The arrangement's rules, open to everybody who works by them; and each version of them that anything was done under."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kith.access.gate import Request, page
from kith.access.roles import roles_that_may
from kith.protocol import queries
from kith.protocol.overview import GROUPS, rule_of, rules_of
from kith.protocol.pack import load

ROWS = 25


@page("protocol.rules")
def rules(request: Request) -> HttpResponse:
    """Every rule of the pack, group by group, each a link to its page."""
    pack, on = load(), timezone.localdate(request.passage.at)
    groups = [(code, words, rules_of(pack, code, on)) for code, words in GROUPS.items()]
    may = request.passage.role in roles_that_may("protocol.pack_versions")
    return render(request, "protocol/rules.html", {"pack": pack, "groups": groups, "may_read_versions": may})


@page("protocol.rules")
def rule(request: Request, group: str, code: str) -> HttpResponse:
    """One rule: what it says now, from when until when, by which source, and what it said before."""
    found = rule_of(load(), group, code, timezone.localdate(request.passage.at))
    if found is None:
        raise Http404
    return render(request, "protocol/rule.html", {"rule": found, "group": GROUPS[group]})


@page("protocol.pack_versions")
def pack_versions(request: Request) -> HttpResponse:
    """The version that is in use, and every one that something was done under, newest first."""
    found = Paginator(queries.versions(), ROWS).get_page(request.GET.get("page"))
    return render(request, "protocol/pack_versions.html", {"pack": load(), "found": found})


@page("protocol.pack_versions")
def pack_version(request: Request, sha256: str) -> HttpResponse:
    """The whole text of one version, as its hash was made from it."""
    pack, kept = load(), queries.version_of(sha256)
    if kept is None and sha256 != pack.version:
        raise Http404
    shown = {"kept": kept, "sha256": sha256, "text": kept.text if kept else pack.canonical_text, "pack": pack}
    return render(request, "protocol/pack_version.html", shown)
