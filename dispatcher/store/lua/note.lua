#!lua flags=allow-oom
-- note: an event of the campaign that moves no case (created, imported), and
-- the tick that takes the shard's plan time past a moment. ARGV[1] is {now,
-- actor, type, detail}; an empty type only ticks.
if arg[3] ~= '' then event(arg[3], '', {detail = arg[4]}) end
flush()
return pack({1})
