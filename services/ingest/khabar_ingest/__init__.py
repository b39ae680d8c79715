"""Khabar's ingest service: fetches items, understands them, and admits each revision exactly once."""
