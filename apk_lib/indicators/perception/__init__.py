"""Perceived safety (KA04): what people say, whether it changed, and how far the survey can tell."""

from apk_lib.indicators.perception import answers, items, opinions, places, planning, published, quality

__all__ = ["answers", "items", "opinions", "places", "planning", "published", "quality"]
