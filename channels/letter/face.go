package letter

import (
	"encoding/binary"
	"errors"
)

// face is what a TrueType font holds of each character. It is read-only.
type face struct {
	data     []byte // the file
	glyphs   map[rune]uint16
	advances []uint16 // of each glyph, in units; the last one holds for the rest
	units    float64  // of an em
}

var errFace = errors.New("this is no TrueType font")

// newFace reads the tables cmap, head, hhea and hmtx of a font (ISO/IEC
// 14496-22).
func newFace(data []byte) (f *face, err error) {
	defer func() {
		if recover() != nil { // a table ends too early
			f, err = nil, errFace
		}
	}()
	if v := binary.BigEndian.Uint32(data); v != 0x00010000 && v != 0x74727565 {
		return nil, errFace
	}
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		e := data[12+16*i:]
		at, n := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		tables[string(e[:4])] = data[at : at+n]
	}
	if tables["glyf"] == nil || tables["cmap"] == nil {
		return nil, errFace
	}
	f = &face{data: data, glyphs: map[rune]uint16{}, units: float64(binary.BigEndian.Uint16(tables["head"][18:]))}
	for i := range int(binary.BigEndian.Uint16(tables["hhea"][34:])) {
		f.advances = append(f.advances, binary.BigEndian.Uint16(tables["hmtx"][4*i:]))
	}
	f.characters(tables["cmap"])
	if len(f.glyphs) == 0 || len(f.advances) == 0 || f.units == 0 {
		return nil, errFace
	}
	return f, nil
}

// characters reads every table of a cmap that is for Unicode.
func (f *face) characters(cmap []byte) {
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		e := cmap[4+8*i:]
		platform, encoding := binary.BigEndian.Uint16(e), binary.BigEndian.Uint16(e[2:])
		if platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) {
			continue
		}
		t := cmap[binary.BigEndian.Uint32(e[4:]):]
		switch binary.BigEndian.Uint16(t) {
		case 4:
			f.segments(t)
		case 12:
			f.groups(t)
		}
	}
}

// segments reads a table of format 4.
func (f *face) segments(t []byte) {
	n := int(binary.BigEndian.Uint16(t[6:])) / 2
	ends, starts, deltas, offsets := t[14:], t[16+2*n:], t[16+4*n:], t[16+6*n:]
	for i := range n {
		end, start := binary.BigEndian.Uint16(ends[2*i:]), binary.BigEndian.Uint16(starts[2*i:])
		delta, offset := binary.BigEndian.Uint16(deltas[2*i:]), binary.BigEndian.Uint16(offsets[2*i:])
		for c := int(start); c <= int(end) && c < 0xffff; c++ {
			g := uint16(c) + delta
			if offset != 0 {
				if g = binary.BigEndian.Uint16(offsets[2*i+int(offset)+2*(c-int(start)):]); g != 0 {
					g += delta
				}
			}
			if g != 0 {
				f.glyphs[rune(c)] = g
			}
		}
	}
}

// groups reads a table of format 12.
func (f *face) groups(t []byte) {
	for i := range int(binary.BigEndian.Uint32(t[12:])) {
		g := t[16+12*i:]
		start, end, first := binary.BigEndian.Uint32(g), binary.BigEndian.Uint32(g[4:]), binary.BigEndian.Uint32(g[8:])
		for c := start; c <= end && c-start+first <= 0xffff; c++ {
			if id := uint16(first + c - start); id != 0 {
				f.glyphs[rune(c)] = id
			}
		}
	}
}

// glyph returns the glyph of a character, 0 when the font has none.
func (f *face) glyph(r rune) uint16 { return f.glyphs[r] }

// width is how wide a text is, in points, at a size in points.
func (f *face) width(s string, size float64) float64 {
	units := 0
	for _, r := range s {
		units += f.advance(r)
	}
	return float64(units) * size / f.units
}

func (f *face) advance(r rune) int {
	g := int(f.glyph(r))
	return int(f.advances[min(g, len(f.advances)-1)])
}
