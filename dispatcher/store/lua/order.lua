#!lua flags=allow-oom
-- order: a supervisor has a person called again at a time, whatever the plan
-- says. ARGV[1] is {now, actor, id, at}. It is noted on the last call, as a
-- promise is. The answer is 'granted', or why not: 'gone' (reached, withdrawn, no
-- such case), 'later' (being called now, or in review), 'replan' (nobody has
-- called yet, so the plan will).
local id, at = arg[3], arg[4]
local c = load(id)
if not c or c[REACH] == REACHED or c[REACH] == WITHDRAWN then return pack({'gone'}) end
local last
for _, t in ipairs(c[ATTS]) do if t[A_CH] == 'call' then last = t end end
if not last then return pack({'replan'}) end
local s = slotof(c, last[A_SEQ])
if last[A_REVIEW] == 1 or (s and s[S_PHASE] == 'c') then return pack({'later'}) end
count(c, -1)
last[A_AGAIN] = at
c[REPLAN] = 1
if c[REACH] == UNREACHABLE then c[REACH] = INPROGRESS end
count(c, 1)
local image = save(id, c)
event('ordered', id, {seq = last[A_SEQ], ch = 'call', at = at, image = image})
flush()
return pack({'granted'})
