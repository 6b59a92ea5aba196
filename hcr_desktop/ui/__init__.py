"""The window: widgets over the session. The only room that knows Qt, and the only one with words for a person to read."""
