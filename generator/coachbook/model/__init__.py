"""The middle floor: data in, views and page plans out. Never sees a file, a clock or a template.

"Today" arrives as an argument. Each function returns `(value, problems)` where input can be wrong.
"""
