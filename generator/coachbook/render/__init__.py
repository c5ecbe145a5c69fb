"""Views and page plans in, artifacts out: templates, Markdown, words, charts, paper. No disk, no clock."""
