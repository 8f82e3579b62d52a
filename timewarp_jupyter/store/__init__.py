"""Durable storage: what is asked of it, and the SQLAlchemy implementation."""
