"""Coachbook: a coaching practice kept as text, made into private sites, workbooks and a public method.

What comes in: YAML and Markdown that a coach types. What goes out: pages, PDFs and a public site.
ARCHITECTURE.md draws the floors; each package's docstring states the rule of its floor.
"""

__version__ = "0.1.0"
