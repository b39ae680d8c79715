"""Versions of what is told whole: each is greater than all before it, also where the server has lost its memory."""

from typing import Final

NEXT_VERSION: Final = """
local function next_version(key)
  local time = redis.call('TIME')
  local now = time[1] * 100 + math.floor(time[2] / 10000)
  local version = math.max(tonumber(redis.call('GET', key) or 0) + 1, now)
  redis.call('SET', key, string.format('%.0f', version))
  return version
end"""
"""A function of Lua that gives the next version: the server's time in hundredths of a second, or the last one and 1."""
