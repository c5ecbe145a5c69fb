"""How Chromium is found and started."""

from __future__ import annotations

CHROMIUMS = ("chromium", "google-chrome", "google-chrome-stable")
# Chromium asks its maker for news on its own; here it is to ask nobody for anything.
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
         "--disable-sync", "--no-first-run", "--no-default-browser-check"]  # fmt: skip
