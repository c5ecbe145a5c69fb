"""GitHub Pages: the script that publishes. There is nothing to configure, because nothing can be."""

from __future__ import annotations

from coachbook.exchange.hosting.facts import HostFile, Publication
from coachbook.exchange.hosting.upload import CHECK_BUILT, LEFT_OVER, NAME

_OWN_DOMAIN = """\
  case $3 in
    *.github.io) ;;
    *) printf '%s\\n' "$3" >"$folder/CNAME" ;;
  esac
"""


def files(publication: Publication) -> tuple[HostFile, ...]:
    """The script, which says first what GitHub Pages cannot do."""
    both = publication.public_domain is not None
    usage = f"sh {NAME} git@github.com:YOU/SITES.git" + (" git@github.com:YOU/PUBLIC.git" if both else "")
    public = (
        f'\npublish site/public "${{2:?"name the repository of the public site too"}}" {publication.public_domain}'
        if both
        else ""
    )
    text = f"""#!/bin/sh
# Publishes on GitHub Pages. Run it in the practice's folder, after  coachbook build :
#
#   {usage}
#
# In each repository's settings, under Pages, choose: deploy from a branch, gh-pages, / (root). The repository holds
# nothing but what is published; keep the practice itself in another one.
#
# What GitHub Pages cannot do:
# - send headers. Once a site is unlocked its worker sends them for every page. Before that, the gate has its policy in
#   itself and refuses to work inside a frame; what is missing is a rule that no other page may hold on to its window.
# - choose how long files are kept. It says ten minutes for all, also for what is missing; gate and worker ask anew.
# - let you see or limit its logs.
set -eu
remote=${{1:?"name the repository, for example  {usage}"}}
{CHECK_BUILT}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One commit without a past, each time: the history would keep every old key file beside the old objects. It bears
# nobody's name and no hour. GitHub keeps what it replaces for a while; rotate a key you must be rid of.
publish() {{
  folder=$work/$(basename "$1")
  cp -R "$1" "$folder"
  find "$folder" -name '{LEFT_OVER}' -prune -exec rm -rf {{}} +
  : >"$folder/.nojekyll"
{_OWN_DOMAIN}  git -C "$folder" init --quiet
  git -C "$folder" symbolic-ref HEAD refs/heads/gh-pages
  git -C "$folder" -c core.autocrlf=false -c core.excludesFile= add --all --force
  GIT_AUTHOR_DATE='2000-01-01T00:00:00Z' GIT_COMMITTER_DATE='2000-01-01T00:00:00Z' \\
    git -C "$folder" -c user.name=Coachbook -c user.email=coachbook@localhost -c commit.gpgSign=false \\
    -c core.hooksPath=/dev/null commit --quiet --message Publish
  git -C "$folder" push --quiet --force "$2" gh-pages
}}

publish site/private "$remote" {publication.domain}{public}
"""
    return (HostFile(NAME, text),)
