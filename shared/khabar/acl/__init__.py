"""The server's users: each service may do what it does and no more (Redis ACL, portable to Valkey 8 and Redis 7.0)."""

from khabar.acl.users import NAMES, Reader, file, line

__all__ = ["NAMES", "Reader", "file", "line"]
