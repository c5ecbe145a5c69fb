"""The lowest floor: text in, data with places out, and problems as values.

Nothing here touches a file, the clock or the terminal, and nothing here knows what a goal is.
"""
