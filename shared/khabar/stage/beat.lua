#!lua flags=allow-oom
-- Say that a consumer is alive, even while memory is full: without it, others would take its entries away.
-- KEYS: 1 the heartbeat.  ARGV: milliseconds it lives.
return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
