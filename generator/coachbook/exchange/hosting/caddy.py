"""Caddy, 2.6 or newer: a Caddyfile, and the script that sends the sites there. Caddy gets its certificates itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coachbook.exchange.hosting.facts import (
    ASK,
    KEEP,
    KNOWN,
    LOG_NOTE,
    MEDIA_TYPES,
    NEVER,
    OBJECT,
    PUBLIC_HEADERS,
    RETENTION_DAYS,
    HostFile,
    Publication,
    public_log,
)
from coachbook.exchange.hosting.upload import upload_script

_LOG = "/var/log/caddy/coachbook.log"
_KNOWN_ONLY = (rf"^(?:({KNOWN})(?:\?.*)?|.*)$", "$1")
_WITHOUT_QUERY = (r"\?.*", "")
_INDENT = re.compile(r"^(?: {4})+", re.MULTILINE)


def files(publication: Publication) -> tuple[HostFile, ...]:
    """The configuration and the script."""
    parts = [_head(publication) + _global(publication), _snippet("private", publication.private_headers)]
    parts.append(_private(publication))
    if publication.public_domain:
        parts += (_snippet("public", PUBLIC_HEADERS), _public(publication, publication.public_domain))
    return HostFile("Caddyfile", _INDENT.sub(_tabs, "\n".join(parts))), upload_script(publication)


def _tabs(blanks: re.Match[str]) -> str:
    """Caddy warns of a file that is not indented its own way."""
    return "\t" * (len(blanks[0]) // 4)


def _head(publication: Publication) -> str:
    use = (
        """# Save this as /etc/caddy/Caddyfile, try it with  caddy validate --config /etc/caddy/Caddyfile
# and use it with  systemctl reload caddy . The certificates come by themselves once the domain points to this server.
"""
        if publication.listen is None
        else f"# Without TLS, at {publication.listen}: to try it out, or behind a proxy that holds the certificate.\n"
    )
    return f"""# Coachbook on Caddy. Written by  coachbook hosting caddy ; write it again after an upgrade.
#
{use}#
{LOG_NOTE}
# Caddy deletes a full log after {RETENTION_DAYS} days; delete one that fills too slowly yourself.
"""


def _global(publication: Publication) -> str:
    # Whoever tries it out may have another Caddy running, and that one's port for orders must stay free.
    admin = "    admin off\n" if publication.listen else ""
    # Errors would be logged with the whole request.
    return f"""{{
{admin}    log {{
        exclude http.log.error
    }}
}}
"""


def _private(publication: Publication) -> str:
    return f"""# The private sites.
{_address(publication)} {{
{_bind(publication)}    root * "{publication.root}/private"

{_log(publication.log or _LOG, _KNOWN_ONLY)}

    import private
    @objects path_regexp "^{OBJECT}$"
    header @objects Cache-Control "{KEEP}"
    @others not path_regexp "^{OBJECT}$"
    header @others Cache-Control "{ASK}"
{_types()}

    @writing not method GET HEAD
    respond @writing 405
    file_server {{
        hide .*
    }}

    # The page that finds the way back to the gate.
    handle_errors {{
        import private
        header Cache-Control "{NEVER}"
        header Content-Type "text/html; charset=utf-8"
        rewrite * /404.html
        file_server
    }}
}}
"""


def _public(publication: Publication, domain: str) -> str:
    bound = publication.bound_to
    address = f"http://{domain}:{bound[1]}" if bound else domain
    return f"""# The public site.
{address} {{
{_bind(publication)}    root * "{publication.root}/public"

{_log(public_log(publication.log or _LOG), _WITHOUT_QUERY)}

    import public
    header Cache-Control "{ASK}"

    file_server {{
        hide .*
    }}
    handle_errors {{
        import public
        header Cache-Control "{NEVER}"
        header Content-Type "text/html; charset=utf-8"
        rewrite * /404.html
        file_server
    }}
}}
"""


def _address(publication: Publication) -> str:
    bound = publication.bound_to
    return f"http://:{bound[1]}" if bound else publication.domain


def _bind(publication: Publication) -> str:
    bound = publication.bound_to
    return f"    bind {bound[0].strip('[]')}\n" if bound else ""


def _snippet(name: str, headers: Iterable[tuple[str, str]]) -> str:
    """What holds for every answer, and so is imported for errors too, which Caddy answers apart.

    `-Server` stands alone: a block that takes a header away is put off until the answer is written, all of it.
    Sealed files are packed before they are sealed and can be packed no further.
    """
    lines = "\n".join(f'        {name} "{value}"' for name, value in headers)
    return f"""({name}) {{
    header {{
{lines}
    }}
    header -Server
    encode {{
        gzip
        minimum_length 512
        match {{
            header Content-Type text/*
        }}
    }}
}}
"""


def _types() -> str:
    """Said outright: Caddy asks the system's table, which differs, and looks into files that are not in it."""
    lines = []
    for ending, media in MEDIA_TYPES:
        lines.append(f"    @{ending} path *.{ending}")
        lines.append(f'    header @{ending} Content-Type "{media}"')
    return "\n".join(lines)


def _log(log: str, address: tuple[str, str]) -> str:
    """`address`: a regular expression for the address asked for, and what takes the place of what it finds."""
    found, kept = address
    return f"""    log {{
        output file "{log}" {{
            roll_size 1MiB
            roll_keep_for {RETENTION_DAYS * 24}h
        }}
        format filter {{
            wrap json
            fields {{
                request>client_ip ip_mask {{
                    ipv4 24
                    ipv6 48
                }}
                request>remote_ip ip_mask {{
                    ipv4 24
                    ipv6 48
                }}
                request>headers delete
                request>remote_port delete
                request>tls delete
                request>uri regexp "{found}" "{kept}"
                resp_headers delete
            }}
        }}
    }}"""
