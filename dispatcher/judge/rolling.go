package judge

import "math/bits"

// sums[i] is the polynomial hash of the first i characters of a text.
type sums []uint64

func prefixSums(text []rune) sums {
	s := make(sums, len(text)+1)
	for i, r := range text {
		s[i+1] = s[i]*base + uint64(r) + 1
	}
	return s
}

// span is the hash of the n characters from i, n at most longest.
func (s sums) span(i, n int) uint64 { return s[i+n] - s[i]*powers[n] }

// powers[n] is base to the n.
var powers = func() (p [longest + 1]uint64) {
	p[0] = 1
	for n := 1; n <= longest; n++ {
		p[n] = p[n-1] * base
	}
	return p
}()

func trailing(mask uint64) int { return bits.TrailingZeros64(mask) }
