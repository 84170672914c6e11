package letter

import (
	"strconv"
	"strings"
)

// Sizes of the body, in points.
const (
	bodySize  = 10.5
	titleSize = 13
	pitch     = 6 * mm    // from base line to base line
	halfPitch = pitch / 2 // of a blank line
)

// line is a line of the body before it has a place.
type line struct {
	text  string
	size  float64
	align align
	keep  bool // with the line below
}

type align uint8

const (
	atLeft align = iota
	atCentre
	atRight
)

// body lays the text out: a line that begins with a tab stands at the right,
// with two tabs it is the title, 記 alone is centred and 以上 at the right.
func (f *face) body(text string) []page {
	pages, y := make([]page, 1), float64(bodyTop)
	lines := f.lines(text)
	for i, l := range lines {
		need := pitch
		if l.keep && i+1 < len(lines) {
			need += pitch
		}
		if y+need > bottom {
			pages, y = append(pages, page{}), top
		}
		if l.text == "" {
			if y > top {
				y += halfPitch
			}
			continue
		}
		y += pitch
		pages[len(pages)-1].write(f.x(l), y, l.size, l.text)
	}
	return pages
}

func (f *face) x(l line) float64 {
	switch l.align {
	case atCentre:
		return (left + right - f.width(l.text, l.size)) / 2
	case atRight:
		return right - f.width(l.text, l.size)
	}
	return left
}

// lines breaks the text into lines of the page's width.
func (f *face) lines(text string) []line {
	var all []line
	for s := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		l := line{size: bodySize}
		switch bare := strings.TrimSpace(s); {
		case strings.HasPrefix(s, "\t\t"):
			l.size, l.align, s = titleSize, atCentre, bare
		case strings.HasPrefix(s, "\t"), bare == "以上":
			l.align, s = atRight, bare
		case bare == "記":
			l.align, l.keep, s = atCentre, true, bare
		case isHeading(s):
			l.keep = true
		case bare == "":
			s = ""
		}
		for _, part := range f.wrap(strings.ReplaceAll(s, "\t", " "), l.size, right-left) {
			l.text = part
			all = append(all, l)
		}
	}
	return all
}

// isHeading reports whether a line begins with a number and a wide space or a
// full stop: "１　", "1. ".
func isHeading(s string) bool {
	rest := strings.TrimLeft(s, "0123456789０１２３４５６７８９")
	return len(rest) < len(s) && (strings.HasPrefix(rest, "　") || strings.HasPrefix(rest, ". "))
}

// foot says on each page whose it is.
func (f *face) foot(p *page, number string, i, n int) {
	s := number + "    " + strconv.Itoa(i) + " / " + strconv.Itoa(n)
	p.write((pageWidth-f.width(s, 8))/2, footer, 8, s)
}
