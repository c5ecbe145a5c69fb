"""nginx, 1.18 or newer: one file for /etc/nginx/conf.d, and the script that sends the sites there.

`add_header` in a location drops those of the server, so no location has any: what depends on the answer is a `map`.
Braces of regular expressions need quotes.
"""

from __future__ import annotations

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

_LOG = "/var/log/nginx/coachbook.log"
_CHALLENGES = "/var/www/html"
"""Where Debian's nginx serves from before anything is set up, so that a first certificate can be had."""


def files(publication: Publication) -> tuple[HostFile, ...]:
    """The configuration and the script."""
    parts = [_head(publication), _maps(publication), _private(publication)]
    if publication.public_domain:
        parts.append(_public(publication, publication.public_domain))
    if publication.listen is None:
        parts.append(_redirect(publication))
    return HostFile("coachbook.conf", "\n".join(parts)), upload_script(publication)


def _head(publication: Publication) -> str:
    domains = " ".join(f"-d {each}" for each in _domains(publication))
    certificate = (
        f"""# First the certificate:
#   certbot certonly --webroot -w {_CHALLENGES} --cert-name {publication.domain} {domains}
# Then save this as /etc/nginx/conf.d/coachbook.conf, try it with  nginx -t  and use it with  systemctl reload nginx
"""
        if publication.listen is None
        else f"# Without TLS, at {publication.listen}: to try it out, or behind a proxy that holds the certificate.\n"
    )
    return f"""# Coachbook on nginx. Written by  coachbook hosting nginx ; write it again after an upgrade.
#
{certificate}#
{LOG_NOTE}
# Keep it for {RETENTION_DAYS} days at most, as Debian's /etc/logrotate.d/nginx does for all logs in that folder.
"""


def _maps(publication: Publication) -> str:
    return f"""map "$status $uri" $coachbook_cache {{
    default "{NEVER}";
    "~^(?:200|206|304) {OBJECT}$" "{KEEP}";
    "~^(?:200|206|301|304) " "{ASK}";
}}

map $uri $coachbook_address {{
    default "(another)";
    "~^{KNOWN}$" $uri;
}}

map $remote_addr $coachbook_network {{
    default "(unknown)";
    "~^(?<coachbook_four>[0-9]+\\.[0-9]+\\.[0-9]+)\\." "$coachbook_four.0";
    "~^(?<coachbook_six>[0-9a-f]+:[0-9a-f]+:[0-9a-f]+):" "$coachbook_six::";
}}

log_format coachbook '$coachbook_network [$time_local] $request_method $coachbook_address $status $body_bytes_sent';
log_format coachbook_public '$coachbook_network [$time_local] $request_method $uri $status $body_bytes_sent';
"""


def _private(publication: Publication) -> str:
    return f"""# The private sites.
server {{
{_listening(publication, is_first=True)}
    server_name {publication.domain};
    root "{publication.root}/private";
    index index.html;
    autoindex off;
    absolute_redirect off;
    disable_symlinks on from=$document_root;

{_headers(publication.private_headers)}
    add_header Cache-Control $coachbook_cache always;

    types {{
{_types()}
    }}
    default_type application/octet-stream;
    charset utf-8;
    charset_types text/css text/javascript text/plain;

{_gzip()}

{_log(publication.log or _LOG, "coachbook")}

    # The page that finds the way back to the gate. What may not be read is as missing as what is not there.
    error_page 403 404 =404 /404.html;
    location ~ /\\. {{
        return 404;
    }}
}}
"""


def _public(publication: Publication, domain: str) -> str:
    return f"""# The public site.
server {{
{_listening(publication, is_first=False)}
    server_name {domain};
    root "{publication.root}/public";
    index index.html;
    autoindex off;
    absolute_redirect off;
    charset utf-8;

{_headers(PUBLIC_HEADERS)}
    add_header Cache-Control "{ASK}" always;

{_gzip("application/javascript application/json application/xml image/svg+xml")}

{_log(public_log(publication.log or _LOG), "coachbook_public")}

    error_page 403 404 =404 /404.html;
    location ~ /\\. {{
        return 404;
    }}
}}
"""


def _redirect(publication: Publication) -> str:
    return f"""# Without TLS there is only the way to TLS, and the challenges of the certificate authority.
server {{
    listen 80;
    listen [::]:80;
    server_name {" ".join(_domains(publication))};
    server_tokens off;
    access_log off;
    location / {{
        return 301 https://$host$request_uri;
    }}
    location ^~ /.well-known/acme-challenge/ {{
        root "{_CHALLENGES}";
    }}
}}
"""


def _listening(publication: Publication, *, is_first: bool) -> str:
    if publication.listen is not None:
        return f"    listen {publication.listen}{' default_server' if is_first else ''};"
    folder = f"/etc/letsencrypt/live/{publication.domain}"
    return f"""    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    ssl_certificate "{folder}/fullchain.pem";
    ssl_certificate_key "{folder}/privkey.pem";
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_tickets off;"""


def _headers(headers: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in headers) + (
        "\n    server_tokens off;"
    )


def _types() -> str:
    return "\n".join(f"        {media.partition(';')[0]} {ending};" for ending, media in MEDIA_TYPES)


def _gzip(more: str = "") -> str:
    """Text is packed. Sealed files are packed before they are sealed and can be packed no further."""
    kinds = " ".join(filter(None, ("text/css text/javascript text/plain", more)))
    return f"""    gzip on;
    gzip_types {kinds};
    gzip_min_length 512;
    gzip_vary on;"""


def _log(log: str, form: str) -> str:
    """nginx quotes the whole request in its error log; what a request can cause stands below `crit` there."""
    return f"""    access_log "{log}" {form};
    error_log "{log.removesuffix(".log")}-error.log" crit;
    log_not_found off;"""


def _domains(publication: Publication) -> list[str]:
    return [each for each in (publication.domain, publication.public_domain) if each]
