"""A private bucket of Amazon S3 behind CloudFront: headers, errors, the function for folders, and the script.

The JSON files are arguments of the AWS command line, in the shape of its API (2020-05-31).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from coachbook.exchange.hosting.facts import ASK, KEEP, NEVER, PUBLIC_HEADERS, HostFile, Publication
from coachbook.exchange.hosting.upload import CHECK_BUILT, LEFT_OVER, NAME

_FUNCTION = """// Sends a folder's page for a folder's address, as S3 knows only files.
// For "viewer request", in cloudfront-js-2.0.
function handler(event) {
  var request = event.request;
  if (request.uri.endsWith("/")) request.uri += "index.html";
  else if (/^\\/[a-z2-7]{26}$/.test(request.uri)) {
    var location = { value: request.uri + "/" };
    return { statusCode: 301, statusDescription: "Moved Permanently", headers: { location: location } };
  }
  return request;
}
"""
_PUBLIC_FUNCTION = """// Sends a folder's page for a folder's address, as S3 knows only files.
// For "viewer request", in cloudfront-js-2.0.
function handler(event) {
  var request = event.request, last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (last === "") request.uri += "index.html";
  else if (last.indexOf(".") < 0) {
    // Two slashes at the start would lead to another host.
    var location = { value: request.uri.replace(/^[\\/\\\\]+/, "/") + "/" };
    return { statusCode: 301, statusDescription: "Moved Permanently", headers: { location: location } };
  }
  return request;
}
"""


def files(publication: Publication) -> tuple[HostFile, ...]:
    """Headers, errors, function and script; a second set for the public site's own distribution."""
    found = [
        HostFile("headers.json", _headers("coachbook-private", publication.private_headers)),
        HostFile("errors.json", _errors()),
        HostFile("folders.js", _FUNCTION),
    ]
    if publication.public_domain:
        found += (
            HostFile("public-headers.json", _headers("coachbook-public", PUBLIC_HEADERS)),
            HostFile("public-folders.js", _PUBLIC_FUNCTION),
        )
    return (*found, HostFile(NAME, _script(publication)))


def _headers(name: str, headers: Iterable[tuple[str, str]]) -> str:
    """A ResponseHeadersPolicyConfig. CloudFront has fields for some headers and takes the others as they are."""
    given = dict(headers)
    policy = {
        "Name": name,
        "Comment": "Written by coachbook hosting s3",
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": {
                "Override": True,
                "ContentSecurityPolicy": given.pop("Content-Security-Policy"),
            },
            "ContentTypeOptions": {"Override": given.pop("X-Content-Type-Options") == "nosniff"},
            "FrameOptions": {"Override": True, "FrameOption": given.pop("X-Frame-Options")},
            "ReferrerPolicy": {"Override": True, "ReferrerPolicy": given.pop("Referrer-Policy")},
            "StrictTransportSecurity": {
                "Override": True,
                "AccessControlMaxAgeSec": int(given.pop("Strict-Transport-Security").partition("=")[2]),
            },
        },
    }
    custom = [{"Header": name, "Value": value, "Override": True} for name, value in given.items()]
    if custom:
        policy["CustomHeadersConfig"] = {"Quantity": len(custom), "Items": custom}
    return _json(policy)


def _errors() -> str:
    """The CustomErrorResponses of a distribution. A private bucket says 403 for what is not there."""
    answer = {"ResponsePagePath": "/404.html", "ResponseCode": "404", "ErrorCachingMinTTL": 0}
    return _json({"Quantity": 2, "Items": [{"ErrorCode": code, **answer} for code in (403, 404)]})


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, indent=2) + "\n"


def _script(publication: Publication) -> str:
    both = publication.public_domain is not None
    usage = f"sh {NAME} BUCKET" + (" PUBLIC-BUCKET" if both else "")
    public = (
        f"""
aws s3 sync site/public "s3://$public" --no-progress --delete --cache-control '{ASK}'"""
        if both
        else ""
    )
    ask_public = '\npublic=${2:?"name the bucket of the public site too"}' if both else ""
    return f"""#!/bin/sh
# Publishes in a bucket behind CloudFront. Run it in the practice's folder, after  coachbook build :
#
#   {usage}
#
# and a day later once more with  sweep  at the end, which deletes what no site names any more. After you revoked or
# rotated somebody's access, sweep at once.
#
# Once, before the first time:
# 1. A bucket, all public access blocked, versions off (they would keep every old key file).
# 2. A distribution for {publication.domain} with that bucket as origin, read through origin access control; redirect
#    HTTP to HTTPS; methods GET and HEAD; cache policy Managed-CachingOptimized; compression on; standard logging off.
# 3. aws cloudfront create-response-headers-policy --response-headers-policy-config file://headers.json
#    and choose it for the distribution's default behaviour.
# 4. The content of errors.json as CustomErrorResponses of the distribution.
# 5. folders.js as a CloudFront function for "viewer request" of the default behaviour.
set -eu
bucket=${{1:?"name the bucket, for example  {usage}"}}{ask_public}
{CHECK_BUILT}
put() {{
  media=$1 keep=$2
  shift 2
  aws s3 cp site/private "s3://$bucket" --recursive --no-progress --content-type "$media" --cache-control "$keep" \\
    --exclude '*' "$@" --exclude '{LEFT_OVER}' --exclude '*/{LEFT_OVER}'
}}

# Objects first, then what names them, then the gate, and last what starts it: whoever reads meanwhile finds everything.
# An object never changes, so one that is there need not be sent again.
aws s3 sync site/private "s3://$bucket" --size-only --no-progress --content-type application/octet-stream \\
  --cache-control '{KEEP}' --exclude '*' --include '*/d/*.bin' --exclude '{LEFT_OVER}' --exclude '*/{LEFT_OVER}'
put application/octet-stream '{ASK}' --include '*/m.bin' --include '*/k.bin'
put 'text/plain; charset=utf-8' '{ASK}' --include robots.txt
put 'text/css; charset=utf-8' '{ASK}' --include '*.css'
put 'text/javascript; charset=utf-8' '{ASK}' --include '*.js' --exclude '*/sw.js'
put 'text/html; charset=utf-8' '{NEVER}' --include 404.html
put 'text/html; charset=utf-8' '{ASK}' --include '*/index.html'
put 'text/javascript; charset=utf-8' '{ASK}' --include '*/sw.js'{public}
for last in "$@"; do :; done
if [ "$last" = sweep ]; then
  aws s3 sync site/private "s3://$bucket" --delete --size-only --no-progress --exclude '.*' --exclude '*/.*'
fi
"""
