package letter

import (
	"fmt"

	"github.com/boombuler/barcode/code128"
	"rsc.io/qr"

	"github.com/owabi/owabi/channels"
)

// Where the code of the person's page is, and how large.
const (
	codeSize = 26 * mm
	codeLeft = right - codeSize
	codeTop  = 18 * mm
)

// scan writes the link to the person's page as a QR code of level M, with the
// reference number below it.
func (f *face) scan(p *page, l *channels.Paper) error {
	if link := l.Link.Reveal(); link != "" {
		code, err := qr.Encode(link, qr.M)
		if err != nil {
			return fmt.Errorf("letter: the link is too long for a code")
		}
		p.bars = append(p.bars, squares(code.Size, code.Black, codeLeft, codeTop, codeSize)...)
	}
	if l.Reference != "" {
		p.write(codeLeft+(codeSize-f.width(l.Reference, 9))/2, codeTop+codeSize+5*mm, 9, l.Reference)
	}
	return nil
}

// squares draws a code of n by n modules, dark modules of a row in one.
func squares(n int, black func(x, y int) bool, x, y, size float64) []bar {
	var bars []bar
	module := size / float64(n)
	for row := range n {
		for _, s := range dark(n, func(i int) bool { return black(i, row) }) {
			bars = append(bars, bar{x + float64(s[0])*module, y + float64(row)*module, float64(s[1]) * module, module})
		}
	}
	return bars
}

// dark lists the dark stretches of a row of n modules: where each begins, and
// how long it is.
func dark(n int, black func(int) bool) [][2]int {
	var all [][2]int
	for i := range n {
		if !black(i) {
			continue
		}
		if k := len(all) - 1; k >= 0 && all[k][0]+all[k][1] == i {
			all[k][1]++
		} else {
			all = append(all, [2]int{i, 1})
		}
	}
	return all
}

// numberBars draws a number as Code 128, for a scanner at the returned post.
func numberBars(number string, x, y, h float64) ([]bar, error) {
	code, err := code128.Encode(number)
	if err != nil {
		return nil, fmt.Errorf("letter: number: %w", err)
	}
	const module = 0.33 * mm
	var bars []bar
	black := func(i int) bool { r, _, _, _ := code.At(i, 0).RGBA(); return r == 0 }
	for _, s := range dark(code.Bounds().Dx(), black) {
		bars = append(bars, bar{x + float64(s[0])*module, y, float64(s[1]) * module, h})
	}
	return bars, nil
}
