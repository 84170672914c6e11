package sms

import (
	"strings"
	"unicode/utf16"
)

// The two encodings of a text message.
const (
	GSM7 = "GSM-7" // GSM 03.38: 7 bits a character
	UCS2 = "UCS-2" // 16 bits a character; two of them beyond the basic plane
)

// What one segment holds: alone, and as one of several, where each begins with
// a header of six octets (3GPP TS 23.040, 9.2.3.24.1).
const (
	septetsAlone, septetsEach = 160, 153
	unitsAlone, unitsEach     = 70, 67
)

// The GSM 03.38 default alphabet (3GPP TS 23.038, 6.2.1), and its extension
// table (6.2.1.1), whose characters take two septets each.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtension = "\f^{}\\[~]|€"
)

// Segments returns how many segments a text takes, each of which is paid for,
// and its encoding. One character outside of GSM-7 makes all of the text UCS-2.
// An empty text takes none.
func Segments(text string) (n int, encoding string) {
	if n, ok := gsmSegments(text); ok {
		return n, GSM7
	}
	p := packer{alone: unitsAlone, each: unitsEach}
	for _, r := range text {
		p.add(utf16.RuneLen(r))
	}
	return p.segments(), UCS2
}

// gsmSegments reports false for a text that GSM-7 cannot write.
func gsmSegments(text string) (n int, ok bool) {
	p := packer{alone: septetsAlone, each: septetsEach}
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			p.add(1)
		case strings.ContainsRune(gsmExtension, r):
			p.add(2)
		default:
			return 0, false
		}
	}
	return p.segments(), true
}

// packer packs characters into segments; none is split over two.
type packer struct {
	alone, each int // room in a single segment, and in one of several
	all         int // taken in all
	full        int // segments that are full, if there are several
	last        int // taken in the last one
}

// add packs one character of the given width.
func (p *packer) add(width int) {
	p.all += width
	if p.last+width > p.each {
		p.full++
		p.last = 0
	}
	p.last += width
}

func (p *packer) segments() int {
	switch {
	case p.all == 0:
		return 0
	case p.all <= p.alone:
		return 1
	}
	return p.full + 1
}
