"""Pictures of writing to pages: evenly lit, upright, without rules and specks, every piece of ink marked."""

from hcr_desktop.inference.scan.page import page_from_picture

__all__ = ["page_from_picture"]
