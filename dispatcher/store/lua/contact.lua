#!lua flags=allow-oom
-- contact: a person's contacts change. An item is {id, rv, sealed record,
-- contacts, again, marks, sealed reason}: the record of version rv is replaced.
-- What waits for a contact that was retired is dropped, so that a job or an
-- offer for it comes to nothing; what is on the wire stays. again: there is a new
-- contact, and the plan looks for it from its first step. The answer is 1, 0
-- when the record is not of this version, -1 when there is no such case.
local GONE = {email = 5, call = 6, sms = 7} -- in the list of contacts

local function retired(contacts, s)
  local mask = contacts[GONE[s[S_CH]] or 0] or 0
  return s[S_CONTACT] < 32 and band(mask, bit.lshift(1, s[S_CONTACT])) ~= 0
end

local function change(it)
  local id = it[1]
  local c = load(id)
  if not c then return -1 end
  if c[RV] ~= it[2] then return 0 end
  count(c, -1)
  put(SEALED, id, it[3])
  c[RV], c[CONTACTS] = c[RV] + 1, it[4]
  for i = #c[SLOTS], 1, -1 do
    local s = c[SLOTS][i]
    if s[S_PHASE] ~= 'c' and s[S_PHASE] ~= 'w' and retired(it[4], s) then drop(id, c, i) end
  end
  if c[REACH] ~= REACHED and c[REACH] ~= WITHDRAWN then
    if it[5] == 1 then
      c[STEP] = 0
      if c[REACH] == UNREACHABLE then c[REACH] = #c[ATTS] > 0 and INPROGRESS or PENDING end
    end
    if c[REACH] < REACHED then c[REPLAN] = 1 end
  end
  count(c, 1)
  index(it[6])
  local image = save(id, c)
  event('changed', id, {image = image, sealed = {it[3], it[7]}})
  return 1
end

local replies = {}
for i, it in ipairs(items) do replies[i] = change(it) end
flushindex()
flush()
return pack(replies)
