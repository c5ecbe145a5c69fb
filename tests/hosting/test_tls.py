"""The configurations with TLS, as on a server: real nginx with a certificate of its own, Caddy's own check."""

from __future__ import annotations

import datetime
import http.client
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from servers import PUBLIC, Server, free_port, generated, nginx_program, nginx_running

DOMAIN = "private.northlight.example"


def certificate(folder: Path) -> None:
    """What a certificate authority would have given for both domains."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DOMAIN)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(DOMAIN), x509.DNSName(PUBLIC)]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int]]:
    """nginx over TLS, and its port without. Only ports, and where the certificate lies, are other than generated."""
    program, folder = nginx_program(), tmp_path_factory.mktemp("tls")
    if not _has_ipv6():
        pytest.skip("This computer has no IPv6, which the configuration listens on")
    for site, body in (("private", "Nothing here"), ("public", "The method")):
        (folder / "site" / site).mkdir(parents=True)
        (folder / "site" / site / "404.html").write_text(body)
    certificate(folder)
    words = ("--domain", DOMAIN, "--public-domain", PUBLIC, "--root", str(folder / "site"))
    made = generated(folder / "made", "nginx", *words, "--log", str(folder / "coachbook.log"))
    port, plain = free_port(), free_port()
    changes = {
        "listen 443": f"listen {port}",
        "listen [::]:443": f"listen [::1]:{port}",
        "listen 80": f"listen {plain}",
        "listen [::]:80": f"listen [::1]:{plain}",
        f"/etc/letsencrypt/live/{DOMAIN}": str(folder),
    }
    text = (made / "coachbook.conf").read_text()
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    (made / "coachbook.conf").write_text(text)
    with nginx_running(program, folder, made, port) as running:
        yield running, plain


def ask(port: int, path: str, host: str, folder: Path | None) -> http.client.HTTPResponse:
    """One request, over TLS if there is a certificate to trust."""
    connection: socket.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
    if folder is not None:
        trusting = ssl.create_default_context(cafile=folder / "fullchain.pem")
        connection = trusting.wrap_socket(connection, server_hostname=host)
    with connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        response = http.client.HTTPResponse(connection)
        response.begin()
        response.read()
    return response


def test_both_domains_answer_over_tls(server: tuple[Server, int]) -> None:
    running, _ = server
    port = int(running.origin.rpartition(":")[2])
    private, public = (ask(port, "/missing", host, running.folder) for host in (DOMAIN, PUBLIC))

    assert (private.status, public.status) == (404, 404)
    assert private.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert private.headers["X-Robots-Tag"]
    assert public.headers["X-Robots-Tag"] is None


def test_without_tls_there_is_only_the_way_to_tls(server: tuple[Server, int]) -> None:
    response = ask(server[1], "/abc/", DOMAIN, None)

    assert (response.status, response.headers["Location"]) == (301, f"https://{DOMAIN}/abc/")


def test_nginx_finds_nothing_to_warn_of(server: tuple[Server, int]) -> None:
    assert "[warn]" not in server[0].logged()


def test_caddy_reads_what_is_generated_without_a_warning(tmp_path: Path) -> None:
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not installed; tools/test installs it")
    made = generated(tmp_path, "caddy", "--domain", DOMAIN, "--public-domain", PUBLIC)
    result = subprocess.run(
        (program, "adapt", "--config", str(made / "Caddyfile"), "--pretty"),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(tmp_path)},
    )

    assert result.returncode == 0, result.stderr
    assert "warn" not in result.stderr.lower()
    assert '":443"' in result.stdout
    assert DOMAIN in result.stdout


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
