package letter

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/owabi/owabi/channels"
)

// Proof implements channels.Press. It lays every letter out anew, and wants
// page for page the very glyphs and bars at the very places, in the order of the
// letters, no page more and none less.
func (s *Sender) Proof(ctx context.Context, pdf []byte, letters []channels.Paper) error {
	file, err := readPDF(pdf)
	if err != nil {
		return fmt.Errorf("letter: proof: %w", err)
	}
	at := 0
	for i := range letters {
		if err := ctx.Err(); err != nil {
			return err
		}
		pages, err := s.face.lay(&letters[i])
		if err != nil {
			return err
		}
		for j := range pages {
			if at == len(file.pages) {
				return fmt.Errorf("letter: proof: the PDF ends before page %d of %s", j+1, letters[i].Number)
			}
			found, err := file.page(at)
			if err != nil {
				return fmt.Errorf("letter: proof: page %d: %w", at+1, err)
			}
			if !bytes.Equal(found, s.face.drawn(&pages[j])) {
				return fmt.Errorf("letter: proof: page %d of the PDF is not page %d of the letter %s", at+1, j+1, letters[i].Number)
			}
			at++
		}
	}
	if at != len(file.pages) {
		return fmt.Errorf("letter: proof: the PDF has %d pages more than its letters", len(file.pages)-at)
	}
	return nil
}

// drawn is what is to be found on a page, a line each: place, size and glyphs
// of a text, place and size of a bar.
func (f *face) drawn(p *page) []byte {
	var b bytes.Buffer
	for _, r := range p.runs {
		fmt.Fprintf(&b, "%.2f %.2f %s ", r.x, pageHeight-r.y, trimmed(r.size))
		for _, c := range r.text {
			fmt.Fprintf(&b, "%04X", f.glyph(c))
		}
		b.WriteByte('\n')
	}
	for _, q := range p.bars {
		fmt.Fprintf(&b, "%.2f %.2f %.2f %.2f\n", q.x, pageHeight-(q.y+q.h), q.w, q.h)
	}
	return b.Bytes()
}

func trimmed(size float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", size), "0"), ".")
}
