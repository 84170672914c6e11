package letter

import (
	"errors"
	"strings"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

// The window of an envelope 長形3号 with a sheet of A4 folded in three: what is
// to be seen stands within it, with room for the sheet to move.
const (
	windowLeft   = 22 * mm
	windowRight  = 104 * mm
	windowTop    = 16 * mm
	windowBottom = 58 * mm
)

var errWindow = errors.New("name and address do not fit into the window")

// windowSizes are tried from the largest on: address and name.
var windowSizes = [...][2]float64{{11, 14}, {10.5, 12}, {9, 10.5}, {8, 9}}

// window writes what the post reads: postal code, address, names, and the
// number by which the letter is known when it comes back.
func (f *face) window(p *page, l *channels.Paper) error {
	for _, s := range windowSizes {
		w, fits := f.windowAt(l, s[0], s[1])
		if fits {
			p.runs, p.bars = append(p.runs, w.runs...), append(p.bars, w.bars...)
			return f.marks(p, l.Marks)
		}
	}
	return errWindow
}

// windowAt writes the window with characters of these sizes.
func (f *face) windowAt(l *channels.Paper, address, name float64) (page, bool) {
	var p page
	y := windowTop + 4*mm
	put := func(s string, size float64) {
		for _, part := range f.wrap(s, size, windowRight-windowLeft) {
			p.write(windowLeft, y, size, part)
			y += size * 1.35
		}
	}
	put(postalCode(l.PostalCode), address)
	for s := range strings.SplitSeq(l.To.Reveal(), "\n") {
		put(strings.TrimSpace(s), address)
	}
	y += name * 0.5
	for _, a := range l.Addressees {
		put(a.Reveal(), name)
	}
	const numberTop = windowBottom - 6*mm
	if bars, err := numberBars(l.Number, windowLeft, numberTop, 4*mm); err == nil {
		p.bars = bars
	}
	p.write(windowLeft+52*mm, numberTop+3.4*mm, 8, l.Number)
	return p, y-name*1.35 <= numberTop-1*mm
}

// marks writes 親展 and the like in frames at the upper right of the window.
func (f *face) marks(p *page, marks []string) error {
	const size, pad = 10, 1.2 * mm
	x := float64(windowRight)
	for i := len(marks) - 1; i >= 0; i-- {
		w := f.width(marks[i], size) + 2*pad
		x -= w
		p.write(x+pad, windowTop+4*mm, size, marks[i])
		p.frame(x, windowTop+4*mm-size*0.88-pad/2, w, size+pad)
		x -= 2 * mm
	}
	return nil
}

func (p *page) frame(x, y, w, h float64) {
	const thin = 0.6
	p.bars = append(p.bars, bar{x, y, w, thin}, bar{x, y + h - thin, w, thin}, bar{x, y, thin, h}, bar{x + w - thin, y, thin, h})
}

// postalCode writes a Japanese code as the post wants it, and any other as it
// is.
func postalCode(t personal.Text) string {
	s := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(t.Reveal()), "〒"))
	var digits []rune
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, r)
		case r >= '０' && r <= '９':
			digits = append(digits, r-'０'+'0')
		case !strings.ContainsRune("-‐－ー−― 　", r):
			return s
		}
	}
	if len(digits) != 7 {
		return s
	}
	return "〒" + string(digits[:3]) + "-" + string(digits[3:])
}
