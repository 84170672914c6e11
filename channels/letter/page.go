package letter

import "github.com/owabi/owabi/channels"

// mm is a millimetre in points, the unit of everything here.
const mm = 72 / 25.4

// A4, its margins, and where the body begins below the window.
const (
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	left       = 25 * mm
	right      = 185 * mm
	top        = 25 * mm
	bodyTop    = 88 * mm // of the first page: above it are window and code
	bottom     = 275 * mm
	footer     = 286 * mm
)

// page is what stands on one side of paper, all of it one letter's.
type page struct {
	runs []run
	bars []bar
}

// run is characters in a row. x and y are from the upper left corner to where
// the base line begins.
type run struct {
	x, y, size float64
	text       string
}

// bar is a black rectangle, by its upper left corner.
type bar struct{ x, y, w, h float64 }

func (p *page) write(x, y, size float64, text string) {
	if text != "" {
		p.runs = append(p.runs, run{x, y, size, text})
	}
}

// lay lays a letter out. It reads nothing but the letter and the font.
func (f *face) lay(l *channels.Paper) ([]page, error) {
	pages := f.body(l.Text.Reveal())
	if err := f.window(&pages[0], l); err != nil {
		return nil, err
	}
	if err := f.scan(&pages[0], l); err != nil {
		return nil, err
	}
	for i := range pages {
		f.foot(&pages[i], l.Number, i+1, len(pages))
	}
	return pages, nil
}
