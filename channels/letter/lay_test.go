package letter

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"rsc.io/qr"

	"github.com/owabi/owabi/dispatcher/personal"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	f := sender(t).face
	for name, c := range map[string]struct {
		text string
		want []string // in lines of ten wide characters
	}{
		"empty":                    {"", []string{""}},
		"as wide as the line":      {"一二三四五六七八九十", []string{"一二三四五六七八九十"}},
		"one more":                 {"一二三四五六七八九十一", []string{"一二三四五六七八九十", "一"}},
		"no full stop at the head": {"一二三四五六七八九十。あ", []string{"一二三四五六七八九", "十。あ"}},
		"no bracket at the end":    {"一二三四五六七八九「十」", []string{"一二三四五六七八九", "「十」"}},
		"no name without 様":        {"一二三四五六七八九十様", []string{"一二三四五六七八九", "十様"}},
		"words are kept":           {"one two three four five six", []string{"one two three four", "five six"}},
		"a word that is too long":  {strings.Repeat("W", 20), []string{strings.Repeat("W", 11), strings.Repeat("W", 9)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := f.wrap(c.text, 10, 100)
			if name == "a word that is too long" {
				if strings.Join(got, "") != c.text || len(got) != 2 {
					t.Errorf("%q", got)
				}
				return
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPostalCode(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"1000001": "〒100-0001", "〒100-0001": "〒100-0001", "１００－０００１": "〒100-0001", "100 0001": "〒100-0001",
		"": "", "SW1A 1AA": "SW1A 1AA", "10001": "10001"} {
		if got := postalCode(personal.New(given)); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

// TestPlaces: what the window shows is within the window, and nothing else is;
// nothing leaves the margins.
func TestPlaces(t *testing.T) {
	t.Parallel()
	f := sender(t).face
	for i := range 20 {
		l := paper(i)
		pages, err := f.lay(&l)
		if err != nil {
			t.Fatal(err)
		}
		for n, p := range pages {
			for _, r := range p.runs {
				end := r.x + f.width(r.text, r.size)
				window := n == 0 && r.y < windowBottom && r.x < windowRight
				switch {
				case window && (r.x < windowLeft || end > windowRight+0.01 || r.y-r.size < windowTop-mm):
					t.Errorf("letter %d: a text is cut by the window", i)
				case n == 0 && !window && r.y < bodyTop && r.x < codeLeft-5*mm:
					t.Errorf("letter %d: a text between window and body", i)
				case r.x < windowLeft || end > right+5*mm || r.y > footer:
					t.Errorf("letter %d, page %d: a text leaves the page", i, n+1)
				}
			}
			if !strings.HasPrefix(p.runs[len(p.runs)-1].text, l.Number) {
				t.Errorf("letter %d, page %d: the page does not say whose it is", i, n+1)
			}
		}
	}
}

func TestHeadingsStayWithTheirText(t *testing.T) {
	t.Parallel()
	f := sender(t).face
	for n := range 60 {
		pages := f.body(strings.Repeat("行\n", n) + "1. 見出し\n本文\n")
		for _, p := range pages {
			if last := p.runs[len(p.runs)-1].text; last == "1. 見出し" {
				t.Errorf("after %d lines a heading stands alone at the end of a page", n)
			}
		}
	}
}

// TestScan: the bars of the code are the modules of the link's code.
func TestScan(t *testing.T) {
	t.Parallel()
	l := paper(7)
	var p page
	if err := sender(t).face.scan(&p, &l); err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(l.Link.Reveal(), qr.M)
	if err != nil {
		t.Fatal(err)
	}
	black := map[[2]int]bool{}
	module := codeSize / float64(code.Size)
	for _, b := range p.bars {
		x, y := int((b.x-codeLeft)/module+0.5), int((b.y-codeTop)/module+0.5)
		for i := range int(b.w/module + 0.5) {
			black[[2]int{x + i, y}] = true
		}
	}
	for y := range code.Size {
		for x := range code.Size {
			if black[[2]int{x, y}] != code.Black(x, y) {
				t.Fatalf("module %d, %d is wrong", x, y)
			}
		}
	}
}

func TestFonts(t *testing.T) {
	t.Parallel()
	none := t.TempDir() + "/none.ttf"
	broken := t.TempDir() + "/broken.ttf"
	whole := sender(t).face.data
	if err := os.WriteFile(broken, whole[:2000], 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{none: "cannot be read", broken: "no TrueType font", "letter.go": "no TrueType font"} {
		_, err := New(Config{Font: path})
		if err == nil || !strings.HasPrefix(err.Error(), "letter: font: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}

func FuzzFace(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0, 1})
	f.Add([]byte("true\x00\x02cmap"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if face, err := newFace(data); err == nil && len(face.glyphs) == 0 {
			t.Error("a font without characters")
		}
	})
}

func FuzzReadPDF(f *testing.F) {
	s := sender(f)
	pdf, _, err := s.Print(f.Context(), papers(0, 1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(pdf[len(pdf)-3000:])
	f.Add([]byte("xref\n0 3\n0000000000 65535 f \nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := readPDF(data)
		if err != nil {
			return
		}
		for i := range file.pages {
			file.page(i)
		}
	})
}
