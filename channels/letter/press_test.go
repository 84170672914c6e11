package letter

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/dispatcher/personal"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	channelstest.Run(t, channelstest.Harness{
		Start: func(t *testing.T, _ time.Duration) channelstest.Rig { return channelstest.Rig{Sender: sender(t)} },
		Message: func(i int) channels.Message {
			return channelstest.Letter(i, paper(i).To.Reveal())
		},
		Invalid: []string{"", " ", "　", "-", "123-4567", "不明\ufffd町1番", "見本区\x00架空町1番", "？？"},
	})
}

// mixed are the ways in which a mail merge goes wrong: each makes letters that
// somebody may have printed instead.
var mixed = map[string]func([]channels.Paper) []channels.Paper{
	"names shifted by a row": shifted(func(to, from *channels.Paper) { to.Addressees = from.Addressees }),
	"addresses shifted by a row": shifted(func(to, from *channels.Paper) {
		to.To, to.PostalCode = from.To, from.PostalCode
	}),
	"texts shifted by a row":   shifted(func(to, from *channels.Paper) { to.Text = from.Text }),
	"codes shifted by a row":   shifted(func(to, from *channels.Paper) { to.Link = from.Link }),
	"numbers shifted by a row": shifted(func(to, from *channels.Paper) { to.Number = from.Number }),
	"two labels on one letter": func(l []channels.Paper) []channels.Paper {
		l[3].Addressees = append(l[3].Addressees[:1:1], l[4].Addressees...)
		return l
	},
	"two letters change places": func(l []channels.Paper) []channels.Paper { l[2], l[7] = l[7], l[2]; return l },
	"a letter twice":            func(l []channels.Paper) []channels.Paper { return append(l[:4:4], l[3:]...) },
	"a letter left out":         func(l []channels.Paper) []channels.Paper { return append(l[:4:4], l[5:]...) },
	"the last one left out":     func(l []channels.Paper) []channels.Paper { return l[:len(l)-1] },
	"one more":                  func(l []channels.Paper) []channels.Paper { return append(l, paper(99)) },
	"one digit of a number": func(l []channels.Paper) []channels.Paper {
		l[5].Text = personal.New(strings.Replace(l[5].Text.Reveal(), "T00005", "T00006", 1))
		return l
	},
}

func shifted(f func(to, from *channels.Paper)) func([]channels.Paper) []channels.Paper {
	return func(l []channels.Paper) []channels.Paper {
		was := append([]channels.Paper(nil), l...)
		for i := range l {
			f(&l[i], &was[(i+1)%len(l)])
		}
		return l
	}
}

func TestProofFindsWhatIsMixed(t *testing.T) {
	t.Parallel()
	s := sender(t)
	right, _, err := s.Print(t.Context(), papers(0, 10))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Proof(t.Context(), right, papers(0, 10)); err != nil {
		t.Fatalf("the letters themselves: %v", err)
	}
	for name, mix := range mixed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pdf, _, err := s.Print(t.Context(), mix(papers(0, 10)))
			if err != nil {
				t.Fatal(err)
			}
			err = s.Proof(t.Context(), pdf, papers(0, 10))
			if err == nil {
				t.Fatal("it was not found")
			}
			for i := range 10 {
				if l := paper(i); strings.Contains(err.Error(), l.To.Reveal()) || strings.Contains(err.Error(), l.Addressees[0].Reveal()) {
					t.Errorf("the error holds personal data: %v", err)
				}
			}
		})
	}
}

// TestProofReadsWhatIsThere: a PDF that draws something else than glyphs and
// bars, or is no PDF, is refused.
func TestProofReadsWhatIsThere(t *testing.T) {
	t.Parallel()
	s := sender(t)
	pdf, _, err := s.Print(t.Context(), papers(0, 2))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"nothing":      nil,
		"the half":     pdf[:len(pdf)/2],
		"no end":       pdf[:len(pdf)-40],
		"other object": bytes.Replace(pdf, []byte("/Contents"), []byte("/Contentz"), 1),
	} {
		if err := s.Proof(t.Context(), bad, papers(0, 2)); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	for _, content := range []string{"/I1 Do", "(text) Tj", "q 1 0 0 1 0 0 cm Q", "[<0001>(x)] TJ", "1 Tc"} {
		if _, err := operations(content); err == nil {
			t.Errorf("%s: it was taken", content)
		}
	}
}

// short is a letter of one page without codes, so that many are printed soon.
func short(i int) channels.Paper {
	l := paper(i)
	l.Number, l.Link, l.Text = "", personal.Text{}, personal.New(strings.Join(strings.Split(text(i), "\n")[:3], "\n"))
	return l
}

// TestParallelBatches prints two thousand letters in batches at once, from
// slices that are used again, and compares them with the same batches printed
// one after the other.
func TestParallelBatches(t *testing.T) {
	t.Parallel()
	const batches, size = 5, 400
	s := sender(t)
	batch := func(into []channels.Paper, n int) []byte {
		for i := range into {
			into[i] = short(n*size + i)
		}
		pdf, _, err := s.Print(t.Context(), into)
		if err != nil {
			t.Error(err)
			return nil
		}
		return pdf
	}
	slices := sync.Pool{New: func() any { return make([]channels.Paper, size) }}
	atOnce := make([][]byte, batches)
	var printers sync.WaitGroup
	for n := range batches {
		printers.Go(func() {
			into := slices.Get().([]channels.Paper)
			atOnce[n] = batch(into, n)
			slices.Put(into) // for the next batch
		})
	}
	printers.Wait()
	into := make([]channels.Paper, size)
	for n := range batches {
		if !bytes.Equal(atOnce[n], batch(into, n)) {
			t.Fatalf("batch %d printed at once with others is not the same", n)
		}
		if err := s.Proof(t.Context(), atOnce[n], into); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUnfit(t *testing.T) {
	t.Parallel()
	s := sender(t)
	for name, c := range map[string]struct {
		change func(*channels.Paper)
		want   channels.Unfit
	}{
		"as it is":    {func(*channels.Paper) {}, channels.Unfit{}},
		"rare kanji":  {func(l *channels.Paper) { l.Addressees = []personal.Text{personal.New("𠮷田様")} }, channels.Unfit{Part: "name", Missing: []string{"U+20BB7"}}},
		"old forms":   {func(l *channels.Paper) { l.Addressees = []personal.Text{personal.New("髙﨑様")} }, channels.Unfit{}},
		"a selector":  {func(l *channels.Paper) { l.Addressees = []personal.Text{personal.New("葛\U000E0100城様")} }, channels.Unfit{Part: "name", Missing: []string{"U+E0100"}}},
		"gaiji":       {func(l *channels.Paper) { l.To = personal.New("見本区\ue000町1番") }, channels.Unfit{Part: "address", Missing: []string{"U+E000"}}},
		"in the text": {func(l *channels.Paper) { l.Text = personal.New("😀") }, channels.Unfit{Part: "text", Missing: []string{"U+1F600"}}},
		"a long address": {func(l *channels.Paper) { l.To = personal.New(strings.Repeat("見本区架空町", 60)) },
			channels.Unfit{Part: "address", TooLong: true}},
		"eight in a household": {func(l *channels.Paper) {
			l.Addressees = nil
			for range 6 {
				l.Addressees = append(l.Addressees, personal.New("架空　花子様"))
			}
		}, channels.Unfit{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := paper(1)
			c.change(&l)
			got := s.Unfit(&l)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			_, _, err := s.Print(t.Context(), []channels.Paper{l})
			if (err == nil) != got.Fit() {
				t.Errorf("printed: %v", err)
			}
		})
	}
}

func TestPrintIsCalledOff(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := sender(t).Print(ctx, papers(0, 1)); err == nil {
		t.Error("it was printed")
	}
}
