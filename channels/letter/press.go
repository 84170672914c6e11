package letter

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/signintech/gopdf"

	"github.com/owabi/owabi/channels"
)

// Unfit implements channels.Press.
func (s *Sender) Unfit(l *channels.Paper) channels.Unfit {
	names := ""
	for _, a := range l.Addressees {
		names += a.Reveal()
	}
	for _, part := range [...]struct{ name, text string }{{"name", names}, {"address", l.To.Reveal() + postalCode(l.PostalCode)},
		{"text", l.Text.Reveal() + l.Number + l.Reference + strings.Join(l.Marks, "")}} {
		if lacks := s.face.lacks(part.text); len(lacks) > 0 {
			return channels.Unfit{Part: part.name, Missing: lacks}
		}
	}
	if err := s.face.window(&page{}, l); errors.Is(err, errWindow) {
		return channels.Unfit{Part: "address", TooLong: true}
	}
	return channels.Unfit{}
}

// lacks lists the characters of a text that the font does not have. A variation
// selector is one: without it another form of the character would be printed
// than the one that the person writes.
func (f *face) lacks(text string) []string {
	var lacks []string
	for _, r := range text {
		if r == '\n' || r == '\t' || f.glyph(r) != 0 {
			continue
		}
		if c := fmt.Sprintf("U+%04X", r); !slices.Contains(lacks, c) {
			lacks = append(lacks, c)
		}
	}
	return lacks
}

// Print implements channels.Press.
func (s *Sender) Print(ctx context.Context, letters []channels.Paper) ([]byte, []int, error) {
	doc := &gopdf.GoPdf{}
	doc.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	doc.SetCompressLevel(zlib.BestSpeed)
	if err := doc.AddTTFFontData("letter", s.face.data); err != nil {
		return nil, nil, fmt.Errorf("letter: read the font: %w", err)
	}
	if err := doc.SetFont("letter", "", bodySize); err != nil {
		return nil, nil, fmt.Errorf("letter: set the font: %w", err)
	}
	counts := make([]int, len(letters))
	for i := range letters {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if u := s.Unfit(&letters[i]); !u.Fit() {
			return nil, nil, fmt.Errorf("letter: %s cannot be printed as it stands: its %s", letters[i].Number, u.Part)
		}
		pages, err := s.face.lay(&letters[i])
		if err != nil {
			return nil, nil, err
		}
		for j := range pages {
			if err := pages[j].draw(doc); err != nil {
				return nil, nil, fmt.Errorf("letter: draw %s: %w", letters[i].Number, err)
			}
		}
		counts[i] = len(pages)
	}
	var pdf bytes.Buffer
	if _, err := doc.WriteTo(&pdf); err != nil {
		return nil, nil, fmt.Errorf("letter: write the PDF: %w", err)
	}
	return pdf.Bytes(), counts, nil
}

// draw adds the page to a document.
func (p *page) draw(doc *gopdf.GoPdf) error {
	doc.AddPage()
	for _, r := range p.runs {
		if err := doc.SetFontSize(r.size); err != nil {
			return err
		}
		doc.SetXY(r.x, r.y)
		if err := doc.Text(r.text); err != nil {
			return errors.New("a text does not print") // the cause could quote it
		}
	}
	for _, b := range p.bars {
		doc.RectFromUpperLeftWithStyle(b.x, b.y, b.w, b.h, "F")
	}
	return nil
}
