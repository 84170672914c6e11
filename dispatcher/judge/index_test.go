package judge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func indexOf(values ...string) *index {
	x := newIndex()
	for i, v := range values {
		x.add([]rune(v), int32(i), 0)
	}
	x.seal()
	return x
}

func TestScan(t *testing.T) {
	t.Parallel()
	long := "始" + strings.Repeat("長い備考", 20)
	x := indexOf("見本花子", "花子", "林", "a@example.jp", "10:00", "abc", "abcdef", long, "abc")
	tests := []struct {
		name, text string
		want       []string
	}{
		{"nothing", "拝啓", nil},
		{"a name, and what lies in it", "拝啓見本花子様", []string{"0: 見本花子", "1: 花子"}},
		{"a short name without its honorific", "花子は林", nil},
		{"a short name", "林様", []string{"2: 林"}},
		{"an address", "<a@example.jp>", []string{"3: a@example.jp"}},
		{"a piece of a number", "110:00 10:001", nil},
		{"between Japanese", "時刻10:00頃", []string{"4: 10:00"}},
		{"two people's", "abc abcd abcdef", []string{"5: abc", "8: abc", "6: abcdef"}},
		{"a long one", "x" + long + "y", []string{"7: " + string([]rune(long)[:longest])}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := []rune(tt.text)
			var got []string
			for _, m := range x.scan(text) {
				for _, e := range m.of {
					got = append(got, fmt.Sprintf("%d: %s", e.who, string(text[m.start:m.end])))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The index has to find what a search for each value in turn finds.
func TestScanAgreesWithSearch(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	word := func() string {
		b := make([]rune, 3+rng.IntN(5))
		for i := range b {
			b[i] = []rune("あいうア山川")[rng.IntN(6)]
		}
		return string(b)
	}
	var values []string
	for range 300 {
		values = append(values, word())
	}
	x := indexOf(values...)
	for range 50 {
		text := word() + word() + word() + word() + word()
		want, got := map[string]bool{}, map[string]bool{}
		for i, v := range values {
			if strings.Contains(text, v) {
				want[fmt.Sprint(i)] = true
			}
		}
		for _, m := range x.scan([]rune(text)) {
			for _, e := range m.of {
				got[fmt.Sprint(e.who)] = true
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	e := entries{{5, 2, 0}, {3, 1, 0}, {5, 1, 1}, {5, 1, 0}, {9, 4, 0}}.sorted()
	if diff := cmp.Diff(entries{{5, 1, 0}, {5, 2, 0}}, e.of(5), cmp.AllowUnexported(entry{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(e.of(4)) != 0 || len(slices.Clone(e).without(map[uint64]bool{5: true})) != 2 {
		t.Errorf("entries %v", e)
	}
}
