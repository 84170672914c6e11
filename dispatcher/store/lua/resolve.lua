#!lua flags=allow-oom
-- resolve: a human settles reviews. An item is {id, seq, verdict}:
-- "handed_over" takes it as sent, "send_again" orders the same try once more.
local replies = {}
for i, it in ipairs(items) do
  local id = it[1]
  local c = load(id)
  local t = c and attemptof(c, it[2])
  if t and t[A_REVIEW] == 1 then
    count(c, -1)
    unreview(id, t)
    if it[3] == 'handed_over' then
      t[A_FACTS] = bor(t[A_FACTS], HANDED, TAKEN)
      t[A_RESULT] = 'ok'
    else
      t[A_RESULT] = 'again'
    end
    t[A_LAST] = now
    c[REPLAN] = 1
    if c[REACH] == UNREACHABLE then c[REACH] = INPROGRESS end
    settle(id, c)
    count(c, 1)
    local image = save(id, c)
    event('resolved', id, {seq = it[2], ch = t[A_CH], result = t[A_RESULT], detail = it[3], image = image})
    replies[i] = 1
  else
    replies[i] = 0
  end
end
flush()
return pack(replies)
