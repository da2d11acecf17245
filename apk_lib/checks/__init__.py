"""Rules that only several rows or several tables together can break."""
