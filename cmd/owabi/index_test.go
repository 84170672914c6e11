package main

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// index is the keys of the index in the server's own Redis.
func (s *findSite) index() (*redis.Client, []string) {
	s.Helper()
	rdb := redis.NewClient(&redis.Options{Network: "unix", Addr: s.private.Socket})
	s.Cleanup(func() { rdb.Close() })
	keys, err := rdb.Keys(s.Context(), "*:find").Result()
	if err != nil || len(keys) == 0 {
		s.Fatal(keys, err)
	}
	return rdb, keys
}

func (s *findSite) differences() []string {
	s.Helper()
	v, err := s.client.Verify(s.Context(), "telephoned")
	if err != nil {
		s.Fatal(err)
	}
	return v.Differences
}

// verify recounts the index too; what was lost is made again from the records,
// and then everybody is found as before.
func TestIndexIsVerifiedAndRepaired(t *testing.T) {
	t.Parallel()
	s := newFindSite(t, 40)
	list := "会員番号,氏名,フリガナ,電話番号,メール,保護者氏名,支援措置\nZ1,見本　五月,ミホン　サツキ,060-9999-0005,,見本　親,\nZ1,見本　五月,ミホン　サツキ,,z1@example.jp,見本　親,\nZ2,見本　六子,,060-9999-0006,,,対象\n"
	s.must(s.client.Import(t.Context(), "telephoned", "affected", dispatcher.Upload{Name: "more.csv", Content: strings.NewReader(list)}))
	s.must(s.contact(s.one("Z1").ID, []string{"060-9999-0055"}, []string{"060-9999-0005"}))
	if d := s.differences(); len(d) > 0 {
		t.Fatalf("before anything is lost: %v", d)
	}
	if n, err := s.client.Repair(t.Context(), "telephoned"); err != nil || n != 0 {
		t.Errorf("%d repaired where nothing was lost, %v", n, err)
	}
	rdb, keys := s.index()
	whole, err := rdb.HGetAll(t.Context(), keys[0]).Result()
	s.must(nil, err)
	s.must(nil, rdb.Del(t.Context(), keys...).Err())
	d := s.differences()
	if len(d) != 21 || !strings.Contains(d[0], "of the ways to find it") || !strings.Contains(strings.Join(d, "\n"), "26 more cases") {
		t.Errorf("with the index gone: %d differences, %v", len(d), d)
	}
	if n, err := s.client.Repair(t.Context(), "telephoned"); err != nil || n != 46 {
		t.Errorf("%d of 46 repaired, %v", n, err)
	}
	if d := s.differences(); len(d) > 0 {
		t.Errorf("after the repair: %v", d)
	}
	again, err := rdb.HGetAll(t.Context(), keys[0]).Result()
	s.must(nil, err)
	for bucket, entries := range whole {
		if len(again[bucket]) != len(entries) {
			t.Errorf("a bucket of %d bytes has %d after the repair", len(entries), len(again[bucket]))
		}
	}
	for _, p := range s.folk {
		s.finds(p.number, func(o sought) bool { return o.number == p.number })
	}
	for _, q := range []string{"Z1", "060-9999-0005", "060-9999-0055", "z1@example.jp", "見本親"} {
		if got := s.one(q); got.Name != "見本　五月" {
			t.Errorf("%s finds %+v", q, got)
		}
	}
}
