"""The vault: turns a finished site into files that only its readers can open, and opens them again (PSV1).

Bytes in, sealed bytes out. Deliberately absent: YAML, people's names for things, disks, clocks and chance; where
fresh random bytes are needed, the caller hands in what draws them. The format is written down for strangers in
docs/sealed-format.md; the reasons for it stand in docs/adr/0006.
"""
