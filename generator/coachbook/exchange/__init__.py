"""What comes in from outside and goes out to it: bytes and text in, values and text out. Touches no disk."""
