package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher/access"
)

// Who may come in lies beside the campaigns, under keys of one hash tag.
const (
	accountsKey = "{owabi.access}:accounts" // hash: id -> access.Account
	tokensKey   = "{owabi.access}:tokens"   // hash: sum -> access.Token
	sessionKey  = "{owabi.access}:session:" // + sum: access.Session; runs out
	triesKey    = "{owabi.access}:tries:"   // + what is counted; runs out
)

// addFields adds the fields of a hash, all or none.
var addFields = script{"add to access", redis.NewScript(`
for i = 1, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then return 0 end
end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1`)}

// swapField replaces a field that is as somebody has read it. Asked again after
// a lost reply, it answers the same.
var swapField = script{"change access", redis.NewScript(`
local now = redis.call('HGET', KEYS[1], ARGV[1])
if now == ARGV[3] then return 1 end
if now ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`)}

// Accounts reads all accounts, by id.
func (s *Store) Accounts(ctx context.Context) ([]access.Account, error) {
	kept, err := s.rdb.HGetAll(ctx, accountsKey).Result()
	if err != nil {
		return nil, fmt.Errorf("store: accounts: %w", err)
	}
	all := make([]access.Account, 0, len(kept))
	for id, text := range kept {
		a, err := accountOf(id, text)
		if err != nil {
			return nil, err
		}
		all = append(all, *a)
	}
	slices.SortFunc(all, func(a, b access.Account) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// Account reads one; nil when there is none.
func (s *Store) Account(ctx context.Context, id string) (*access.Account, error) {
	text, err := s.rdb.HGet(ctx, accountsKey, id).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: account: %w", err)
	}
	return accountOf(id, text)
}

func accountOf(id, text string) (*access.Account, error) {
	a := new(access.Account)
	if err := json.Unmarshal([]byte(text), a); err != nil || a.ID != id {
		return nil, fmt.Errorf("store: account %s does not read", id)
	}
	return a, nil
}

// AddAccounts keeps new accounts, all or none.
func (s *Store) AddAccounts(ctx context.Context, all []access.Account) error {
	fields := make([]any, 0, 2*len(all))
	for i := range all {
		fields = append(fields, all[i].ID, written(all[i]))
	}
	done, err := addFields.Run(ctx, s.rdb, []string{accountsKey}, fields...).Int()
	if err != nil {
		return fmt.Errorf("store: add accounts: %w", err)
	}
	if done == 0 {
		return access.ErrTaken
	}
	return nil
}

// PutAccount replaces an account that nobody else has changed.
func (s *Store) PutAccount(ctx context.Context, before, after *access.Account) error {
	return persist(ctx, func() error {
		done, err := swapField.Run(ctx, s.rdb, []string{accountsKey}, before.ID, written(before), written(after)).Int()
		if err != nil {
			return fmt.Errorf("store: change account: %w", err)
		}
		if done == 0 {
			return access.ErrChanged
		}
		return nil
	})
}

// written is v as it is kept. What is compared with it was written the same way.
func written(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("store: " + err.Error()) // strings, numbers and times: cannot fail
	}
	return b
}

// Tokens reads the tokens of programs.
func (s *Store) Tokens(ctx context.Context) ([]access.Token, error) {
	kept, err := s.rdb.HVals(ctx, tokensKey).Result()
	if err != nil {
		return nil, fmt.Errorf("store: tokens: %w", err)
	}
	all := make([]access.Token, len(kept))
	for i, text := range kept {
		if err := json.Unmarshal([]byte(text), &all[i]); err != nil {
			return nil, fmt.Errorf("store: a token does not read: %w", err)
		}
	}
	return all, nil
}

// Token reads the token whose sum it is; nil when there is none.
func (s *Store) Token(ctx context.Context, sum string) (*access.Token, error) {
	text, err := s.rdb.HGet(ctx, tokensKey, sum).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	t := new(access.Token)
	if err == nil {
		err = json.Unmarshal(text, t)
	}
	if err != nil {
		return nil, fmt.Errorf("store: token: %w", err)
	}
	return t, nil
}

// addToken keeps a token whose id no other has.
var addToken = script{"add token", redis.NewScript(`
for _, text in ipairs(redis.call('HVALS', KEYS[1])) do
  if cjson.decode(text).id == ARGV[1] then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1`)}

// AddToken keeps a token under its sum.
func (s *Store) AddToken(ctx context.Context, sum string, t access.Token) error {
	done, err := addToken.Run(ctx, s.rdb, []string{tokensKey}, t.ID, sum, written(t)).Int()
	if err != nil {
		return fmt.Errorf("store: add token: %w", err)
	}
	if done == 0 {
		return access.ErrTaken
	}
	return nil
}

// DropToken forgets the token with an id, and reports whether there was one.
func (s *Store) DropToken(ctx context.Context, id string) (bool, error) {
	kept, err := s.rdb.HGetAll(ctx, tokensKey).Result()
	if err != nil {
		return false, fmt.Errorf("store: drop token: %w", err)
	}
	for sum, text := range kept {
		var t access.Token
		if err := json.Unmarshal([]byte(text), &t); err != nil || t.ID != id {
			continue
		}
		n, err := s.rdb.HDel(ctx, tokensKey, sum).Result()
		if err != nil {
			return false, fmt.Errorf("store: drop token: %w", err)
		}
		return n > 0, nil
	}
	return false, nil
}
