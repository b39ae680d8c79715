"""Khabar's ingest service."""
