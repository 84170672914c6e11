#!lua flags=allow-oom
-- note: an event of the campaign that moves no case (created, imported, looked
-- up), and the tick that takes the shard's plan time past a moment. ARGV[1] is
-- {now, actor, type, detail}, perhaps with a sealed note; an empty type only
-- ticks.
if arg[3] ~= '' then event(arg[3], '', {detail = arg[4], sealed = arg[5] and {arg[5]}}) end
flush()
return pack({1})
