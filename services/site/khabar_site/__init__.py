"""Khabar's site service."""
