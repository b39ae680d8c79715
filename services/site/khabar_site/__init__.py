"""Khabar's site service: a push API, the pages readers see, feeds and search, on one SQLite file."""
