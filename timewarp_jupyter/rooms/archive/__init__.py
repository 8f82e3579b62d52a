"""A room as one file: written, read, and made into a room again. ``layout`` tells what is in it."""
