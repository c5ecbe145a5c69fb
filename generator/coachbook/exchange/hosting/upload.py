"""The script that sends the sites to the firm's own server, in the order that never shows a half-published site."""

from __future__ import annotations

from coachbook.exchange.hosting.facts import HostFile, Publication

NAME = "publish.sh"

CHECK_BUILT = """if [ ! -f site/private/404.html ]; then
  echo "There is no site/private/404.html here. Go to the practice's folder and run  coachbook build  first." >&2
  exit 1
fi"""
"""A script that empties a host because somebody stood in the wrong folder would be worse than none."""

LEFT_OVER = ".coachbook-*"
"""What a killed build leaves beside its target; never published."""


def upload_script(publication: Publication) -> HostFile:
    """`publish.sh` for a server that rsync reaches."""
    to = f"coach@{publication.domain}:{publication.root}"
    public = (
        '\nrsync -rc --chmod=D755,F644 --delete --delay-updates site/public/ "$to/public/"'
        if publication.public_domain
        else ""
    )
    text = f"""#!/bin/sh
# Sends the sites to your server. Run it in the practice's folder, after  coachbook build :
#
#   sh {NAME} {to}
#
# and a day later once more with  sweep , which deletes what no site names any more. After you revoked or rotated
# somebody's access, sweep at once:
#
#   sh {NAME} {to} sweep
set -eu
to=${{1:?"say where to, for example {to}"}}
{CHECK_BUILT}
send() {{
  rsync -rc --chmod=D755,F644 --delay-updates "$@" site/private/ "$to/private/"
}}

# Objects first, then what names them, then the gate, and last what starts it: whoever reads meanwhile finds everything.
send --include='/*/' --include='/*/d/' --include='/*/d/*.bin' --exclude='*'
send --include='/*/' --include='/*/m.bin' --include='/*/k.bin' --exclude='*'
send --exclude='.*' --exclude='/*/index.html' --exclude='/*/sw.js'
send --exclude='.*'{public}
if [ "${{2:-}}" = sweep ]; then
  send --exclude='.*' --delete --delete-excluded
fi
"""
    return HostFile(NAME, text)
