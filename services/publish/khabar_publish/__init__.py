"""Khabar's publish service."""
