"""Khabar's enrich service."""
