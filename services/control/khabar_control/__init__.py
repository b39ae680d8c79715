"""Khabar's control service."""
