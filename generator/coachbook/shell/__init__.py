"""The floor that touches disk, processes and the clock; everything below it is handed values.

Nothing here decides what a reader may see: it carries bytes from the render floor to the right folder.
"""
